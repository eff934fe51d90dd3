/** Words of keys whose text is a credential. */
export const secretWords = words(`
  password passwords passwd pwd passphrase passcode secret secrets token tokens authorization cookie cookies credential
  credentials jwt bearer apikey otp totp cvv cvc cvc2 cvv2 pin contrasena clave signature webhook pat csrf xsrf
  accesstoken refreshtoken idtoken sessionid sessionkey privatekey secretkey clientsecret
`);

/** Words of credentials that may be numbers. */
export const numericSecretWords = words(`
  password passwd pwd passcode otp totp cvv cvc cvc2 cvv2 pin contrasena clave
`);

/** Words of keys whose text or number tells about a person, or is what a customer wrote. */
export const personalWords = words(`
  email emails mail correo correos phone phones telephone tel mobile cellphone fax telefono telefonos celular movil
  address addresses street direccion direcciones domicilio calle ssn itin ein dob birthday birthdate birth nacimiento
  firstname lastname surname fullname middlename maidenname username nickname nombre nombres apellido apellidos usuario
  nif nie dni cedula curp rfc passport pasaporte iban clabe cardnumber cardholder tarjeta accountnumber routingnumber
  phonenumber mobilenumber emailaddress streetaddress homeaddress dateofbirth taxid socialsecurity
  prompt prompts completion html markdown
`);

/** Neighbours that make a credential, in this order. */
export const secretPairs = words(`
  api+key access+key private+key secret+key signing+key encryption+key subscription+key account+key storage+key
  master+key shared+key service+key auth+key ssh+key host+key session+key session+id session+cookie sess+id client+secret
  auth+header auth+code authorization+code device+code recovery+code backup+code verification+code security+code
  connection+string connection+url database+url redis+url mongo+url mongodb+url postgres+url amqp+url webhook+url
  webhook+uri password+hash password+digest hashed+password
`);

/** Neighbours that tell about a person, in this order. */
export const personalPairs = words(`
  first+name last+name full+name given+name family+name middle+name maiden+name contact+name owner+name
  customer+name user+name display+name legal+name person+name client+name patient+name guest+name recipient+name
  sender+name member+name employee+name tenant+name lead+name nick+name name+first name+last name+full
  card+number card+holder cardholder+name account+number routing+number tax+id license+number social+security
  national+id phone+number passport+number page+text page+content page+body raw+body request+body response+body
  date+birth numero+cuenta numero+tarjeta tax+number
`);

/** After the word these say that the key tells about the secret or the person, not what it is. */
export const tellingWords = words(`
  count counts total max min limit limits used usage input output remaining budget bucket length size rate ttl
  type kind id ids ref hash digest version valid verified validated enabled disabled required optional present missing
  expires expiry expired expiration at template brand status arn policy format per cached cache read write creation
  source name names reset change changed changes attempts field fields hint label title url uri link endpoint path host
  port server provider domain service queue channel client locale language region country index column table
  consent accepted rotation rotated algorithm alg scheme strength sent failed delivered bounced opened percent ratio
  archivo funcion servicio cola tabla tipo estado verificado verificada modelo model file page pages preview view
  views score usd cost price ms seconds days scope scopes audience issuer
`);

/** Before the word these say the same. */
export const countingWords = words(
  "max min total num count has is needs requires allow show require enable no",
);

/** Keys of data about data: what stands beneath a hidden key stays readable under these. */
export const inertWords = words(
  "id type kind status count total version enabled verified at created updated deleted expires arn sent failed delivered primary",
);

/** Keys that mean little without the key above. */
export const contextWords = words("name first last middle full given family code state number id security");

/** Names in prose after which names, addresses and dates are several words. */
export const phraseWords = words(`
  nombre nombres apellido apellidos firstname lastname surname fullname address street direccion domicilio calle dob
  birthday birthdate nacimiento name
`);

/** In prose these stand before colons for much else than numbers of phones. */
export const phoneWords = words(
  "phone phones telephone tel mobile cellphone fax telefono celular movil mail",
);

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s{1,20}/));
}
