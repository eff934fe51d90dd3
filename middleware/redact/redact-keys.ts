/**
 * How a key decides about its value: `secret` hides text, `personal` hides text and numbers, `open` leaves the
 * decision to the value.
 */
export type KeyKind = "secret" | "personal" | "open";

const secretWords = words(`
  password passwd pwd passphrase passcode secret secrets token tokens authorization cookie cookies credential
  credentials jwt bearer apikey otp cvv cvc pin contrasena contraseña clave signature webhook pat
`);

const personalWords = words(`
  email emails mail correo phone phones telephone tel mobile cellphone fax telefono teléfono celular movil móvil
  address addresses street direccion dirección domicilio calle ssn itin ein dob birthday birthdate birth nacimiento
  firstname lastname surname fullname nombre nombres apellido apellidos nif dni curp rfc passport iban clabe
  prompt completion html markdown
`);

const secretPairs = words(`
  api+key access+key private+key secret+key signing+key encryption+key client+secret session+id session+cookie
  auth+header auth+code connection+string database+url webhook+url
`);

const personalPairs = words(`
  first+name last+name full+name given+name family+name middle+name maiden+name contact+name owner+name
  customer+name user+name display+name legal+name person+name card+number card+holder cardholder+name
  account+number routing+number tax+id license+number page+text page+content page+body raw+body
  request+body response+body zip+code postal+code
`);

// These words turn a key into one that tells about the secret or the person, not what it is.
const tellingWords = words(`
  count counts total max min limit limits used usage input output remaining budget bucket length size rate ttl
  type kind id ids ref hash digest version valid verified validated enabled required present missing expires expiry
  expired expiration at template brand status arn policy format per cached cache read creation source names
  reset change changed attempts field fields key_id name_count hint
`);

// What stands for a redacted part of a key says nothing about the value; `user[email]` is a name, not a placeholder.
const placeholder = /(?<![A-Za-z0-9])\[[a-z]+\]/g;

const decided = new Map<string, KeyKind>();
const rememberedKeys = 2_000;

/** Decides by a key's words, whatever its case style: `phoneNumber`, `phone_number`, `PHONE-NUMBER`. */
export function keyKind(key: string): KeyKind {
  const known = decided.get(key);
  if (known !== undefined) return known;
  const kind = decide(key);
  // Keys can come from outside, so the memory is bounded.
  if (decided.size >= rememberedKeys) decided.clear();
  decided.set(key, kind);
  return kind;
}

function decide(key: string): KeyKind {
  if (key.length > 100 || key.startsWith("[")) return "open";
  const parts = splitWords(key.replace(placeholder, " "));
  if (hasPair(parts, secretPairs) && !tellsAbout(parts.slice(2))) return "secret";
  if (hasPair(parts, personalPairs) && !tellsAbout(parts.slice(2))) return "personal";
  if (tellsAbout(parts)) return "open";
  if (parts.some((part) => personalWords.has(part))) return "personal";
  return parts.some((part) => secretWords.has(part)) ? "secret" : "open";
}

function tellsAbout(parts: readonly string[]): boolean {
  return parts.some((part) => tellingWords.has(part));
}

function hasPair(parts: readonly string[], pairs: ReadonlySet<string>): boolean {
  return parts.some((part, index) => pairs.has(`${part}+${parts[index + 1]}`) || pairs.has(part));
}

function splitWords(key: string): string[] {
  return key
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((part) => part !== "");
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
