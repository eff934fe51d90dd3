/** Whether a run of digits passes the Luhn check that payment cards carry (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

const brands =
  /^(?:4\d{15}|4\d{18}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12})$/;

/** Whether digits with spaces or dashes are a payment card: a brand's prefix and length, and the Luhn check. */
export function isCard(text: string): boolean {
  const digits = text.replace(/[ -]/g, "");
  return brands.test(digits) && passesLuhn(digits);
}

/** Whether text is an IBAN by its mod-97 check (ISO 13616). */
export function isIban(text: string): boolean {
  const compact = text.replaceAll(" ", "");
  if (compact.length < 15 || compact.length > 34) return false;
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Whether text is a full IPv6 address that tells where somebody is: eight groups, or fewer around one `::`. */
export function isIpv6(text: string): boolean {
  if (!/\d/.test(text)) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const wellFormed = groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
  return wellFormed && (halves.length === 2 ? groups.length >= 3 && groups.length <= 7 : groups.length === 8);
}
