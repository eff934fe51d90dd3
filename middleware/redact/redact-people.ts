import { isCard, isIban, isIpv6 } from "./checksums.ts";
import { type Detector, detector, keepFirst, put } from "./detector.ts";

/** Personal data: addresses, numbers of people, cards and accounts. */
export const people: readonly Detector[] = [
  detector(
    ["@", "%40"],
    /[\p{L}\p{N}._%+'-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}(?:xn--[a-z0-9-]{2,50}|\p{L}{2,24})(?![\p{L}\p{N}])/gu,
    put("[email]"),
  ),
  detector(
    /[A-Z]{2}\d{2}/,
    /(?<![\w-])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![\w-])/g,
    (match) => (isIban(match) ? "[iban]" : match),
  ),
  detector(/(?:\d[ -]?){13}/, /(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-])/g, (match) =>
    isCard(match) ? "[card]" : match,
  ),
  detector(/-\d{2}-\d{4}/, /(?<![\w-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g, put("[ssn]")),
  detector(
    /\d[\d -]{7}/,
    /\b((?:ein|itin|ssn|clabe|aba|routing(?: number)?|account number|tax id)\b[^\d\n]{0,12})(?<![\d-])\d[\d -]{6,22}\d(?![\w-])/gi,
    keepFirst("[number]"),
  ),
  detector(
    /\d{3}[ .-]\d{4}/,
    /(?<![\w.+/-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-])/g,
    put("[phone]"),
  ),
  detector(/\+[1-9]/, /(?<![\w+])\+[1-9]\d{0,2}(?:[ -]?\(?\d{1,4}\)?){2,6}(?![\w.-])/g, (match) => {
    const { length } = match.replace(/\D/g, "");
    return length >= 8 && length <= 15 ? "[phone]" : match;
  }),
  detector(
    /[2-9]\d{9}/,
    /(\b(?:phone|tel|call|mobile|cell|fax|sms|text|whatsapp|tel[eé]fono|llam\w{1,3})\b[^\d\n]{0,20})(?<![\d.-])1?[2-9]\d{2}[2-9]\d{6}(?![\w-])/giu,
    keepFirst("[phone]"),
  ),
  detector(
    /\d\.\d{1,3}\.\d/,
    /(?<![\w.-])(?<!(?<!\/)\/)(?<!\bversion )(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.\d)/gi,
    (match) => (match === "127.0.0.1" || match === "0.0.0.0" ? match : "[ip]"),
  ),
  detector(/::|(?::[0-9a-f]{1,4}){7}/i, /(?<![\w:.])[0-9a-f:]{6,39}(?![\w:])/gi, (match) =>
    isIpv6(match) ? "[ip]" : match,
  ),
];
