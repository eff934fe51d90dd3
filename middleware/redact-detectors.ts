import { isCard, isIban, isIpv6 } from "./checksums.ts";
import { anyCase, containsAny } from "./needles.ts";
import { keyKind } from "./redact-keys.ts";

/** One kind of secret or personal data in text. */
export interface Detector {
  /** A cheap test for whether to look at all. */
  readonly trigger: (text: string) => boolean;
  /** Returns the text with placeholders. Every quantifier is bounded, so that time grows with the length alone. */
  readonly hide: (text: string) => string;
}

type Replace = (match: string, ...groups: string[]) => string;

const put = (text: string) => () => text;
const keepFirst =
  (text: string) =>
  (_match: string, first = "") =>
    first + text;

function detector(trigger: RegExp | readonly string[], pattern: RegExp, replace: Replace): Detector {
  const look = trigger instanceof RegExp ? (text: string) => trigger.test(text) : containsAny(trigger);
  return { trigger: look, hide: (text) => text.replace(pattern, replace) };
}

const prefixes: readonly string[] = [
  ...[
    "AIza",
    "AKIA",
    "ASIA",
    "ya29.",
    "GOCSPX-",
    "1//",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
  ],
  ...["glpat-", "xox", "k_live_", "k_test_", "whsec_", "npm_", "sk-ant-", "SG."],
];

const secrets: readonly Detector[] = [
  detector(
    ["PRIVATE KEY"],
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
    put("[private key]"),
  ),
  detector(["://"], /(:\/\/)[^\s:@/"'<>]{0,256}:[^\s@/"'<>]{1,256}(?=@)/g, keepFirst("[credentials]")),
  detector(
    ["hooks.", "webhook"],
    /(https:\/\/(?:hooks\.slack\.com\/(?:services|workflows)|hooks\.zapier\.com\/hooks\/catch|(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks|[\w-]{1,60}\.webhook\.office\.com\/webhookb2)\/)[\w@/.-]{1,400}/g,
    keepFirst("[secret]"),
  ),
  detector(["eyJ"], /(?<![\w-])eyJ[\w-]{5,8000}\.[\w-]{5,8000}(?:\.[\w-]{0,8000}){1,3}/g, put("[token]")),
  detector(
    [...anyCase("cookie"), ...anyCase("authorization")],
    /\b((?:set-)?cookie|(?:proxy-)?authorization)(["']?\s{0,4}:\s{0,4}["']?)[^\r\n"']{1,8000}/gi,
    (_match, name = "", colon = "") => `${name}${colon}[redacted]`,
  ),
  detector(anyCase("bearer "), /\b(bearer\s{1,4})([\w.~+/=-]{8,8000})/gi, (match, word = "", value = "") =>
    /[\d_=]|[a-z][A-Z]/.test(value) || value.length >= 24 ? `${word}[token]` : match,
  ),
  detector(
    anyCase("basic "),
    /\b(basic\s{1,4})([A-Za-z0-9+/]{8,2000}={0,2})(?![\w=])/gi,
    (match, word = "", value = "") =>
      Buffer.from(value, "base64").toString("latin1").includes(":") ? `${word}[credentials]` : match,
  ),
  detector(
    prefixes,
    /(?<![\w-])(?:AIza[\w-]{30,60}|A[KS]IA[A-Z0-9]{12,24}|ya29\.[\w.-]{20,2000}|GOCSPX-[\w-]{16,100}|1\/\/[\w-]{20,300}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,100}|xox[abeoprs]-[\w-]{10,300}|[srp]k_(?:live|test)_\w{8,255}|whsec_[\w+/=]{8,255}|npm_[A-Za-z0-9]{30,60}|sk-ant-[\w-]{8,300}|SG\.[\w-]{16,40}\.[\w-]{16,80})/g,
    put("[secret]"),
  ),
  detector(["sk-"], /(?<![\w-])sk-[\w-]{20,300}/g, (match) =>
    /[A-Z]/.test(match) && /\d/.test(match) ? "[secret]" : match,
  ),
  detector(
    anyCase("secret "),
    /\b(secret (?:access )?key\W{1,5}(?:is\W{1,3})?)[A-Za-z0-9/+=]{40}(?![\w/+=])/gi,
    keepFirst("[secret]"),
  ),
  detector(
    /[?&]/,
    /([?&](?:[\w-]{0,40}(?:token|signature|credential|password|secret|api_?key)|sig|code|state|key)=)[^&\s#"'<>]{1,4000}/gi,
    keepFirst("[redacted]"),
  ),
  { trigger: (text) => /[=:]/.test(text), hide: hideAssignments },
];

// Goes from sign to sign and looks back for the name, as signs are far rarer than words.
function hideAssignments(text: string): string {
  const signs = /["']?\s{0,3}([=:])\s{0,3}["']?/g;
  const value = /[^\s"'&,;{}[\]]{4,4000}/y;
  let result = "";
  let done = 0;
  for (const { 0: whole, 1: sign, index } of text.matchAll(signs)) {
    value.lastIndex = index + whole.length;
    const [found] = (namesSecret(text, index) && value.exec(text)) || [];
    if (found === undefined || index < done || !readsAsSecret(found, sign)) continue;
    result += `${text.slice(done, index)}${whole}[redacted]`;
    done = index + whole.length + found.length;
  }
  return result + text.slice(done);
}

// A name after `?` or `&` is a query parameter, which has its own rule.
function namesSecret(text: string, end: number): boolean {
  const [, before = "", name = ""] =
    /([?&]?)([\p{L}\d_-]{2,61})$/u.exec(text.slice(Math.max(0, end - 62), end)) ?? [];
  return before === "" && name.length < 61 && /^\p{L}/u.test(name) && keyKind(name) !== "open";
}

// Prose has colons too: after one, only what does not read as a word is a secret.
function readsAsSecret(value: string, sign: string | undefined): boolean {
  if (/^(?:true|false|null|\d{1,6})$/.test(value)) return false;
  return sign === "=" || /\d|[^\p{L}.!?)-]/u.test(value);
}

const people: readonly Detector[] = [
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

/** All detectors in the order in which they run: what contains others comes first. */
export const detectors: readonly Detector[] = [...secrets, ...people];
