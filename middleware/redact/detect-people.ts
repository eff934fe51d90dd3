import { isCard, isIban, isIpv6 } from "./checksums.ts";
import { emailDetector } from "./detect-email.ts";
import { type Detector, personalBy } from "./detector.ts";
import { feature } from "./features.ts";

const { colons, dotted, number } = feature;

/** Personal data: addresses, numbers of people, cards and accounts. */
export const personalDetectors: readonly Detector[] = [
  emailDetector,
  personalBy(
    "iban",
    "iban",
    number,
    /(?<![\w-])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![\w-])/g,
    isIban,
  ),
  personalBy("card", "card", number, /(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-])/g, isCard),
  personalBy("ssn", "ssn", number, /(?<![\w-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g),
  personalBy(
    "number-beside-word",
    "number",
    number,
    /\b((?:ein|itin|ssn|clabe|aba|dni|nif|nie|routing(?: number)?|account (?:number|no)|tax id|cuenta|social security(?: number)?|passport(?: number)?)\b[^\d\n]{0,12})(?<![\d-])(\d[\d -]{6,22}\d)(?![\w-])/gi,
  ),
  personalBy(
    "us-phone",
    "phone",
    number,
    /(?<![\w.+/-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-])/g,
  ),
  personalBy(
    "international-phone",
    "phone",
    number,
    /(?<![\w+])\+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?![\w-]|\.\d)/g,
    (match) => {
      const { length } = match.replace(/\D/g, "");
      return length >= 8 && length <= 15;
    },
  ),
  personalBy(
    "phone-beside-word",
    "phone",
    number,
    /\b((?:phone|tel|call|called|mobile|cell|fax|sms|text|whatsapp|tel[eé]fono|celular|m[oó]vil|llam\w{1,3})\b[^\d\n]{0,20})(?<![\d.-])(1?[2-9]\d{2}[2-9]\d{6}|[679]\d{2} ?\d{3} ?\d{3})(?![\w-])/giu,
  ),
  personalBy(
    "ipv4",
    "ip",
    dotted,
    /(?<![\w.-])(?<!(?<!\/)\/)(?<!\bversion )(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.\d)/gi,
    (match) => match !== "127.0.0.1" && match !== "0.0.0.0",
  ),
  personalBy("ipv6", "ip", colons, /(?<![\w:.])[0-9a-f]{0,4}:[0-9a-f:]{5,38}(?![\w:])/gi, isIpv6),
];
