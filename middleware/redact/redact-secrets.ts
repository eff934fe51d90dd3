import { type Detector, detector, keepFirst, put } from "./detector.ts";
import { keyKind } from "./redact-keys.ts";

const prefixes: readonly string[] =
  "aiza akia asia ya29. gocspx- 1// ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox k_live_ k_test_ whsec_ npm_ sk-ant- sg.".split(
    " ",
  );

/** Secrets: keys, tokens, credentials, and values beside a telling name. */
export const secrets: readonly Detector[] = [
  detector(
    ["private key"],
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
    put("[private key]"),
  ),
  detector(["://"], /(:\/\/)[^\s:@/"'<>]{0,256}:[^\s@/"'<>]{1,256}(?=@)/g, keepFirst("[credentials]")),
  detector(
    ["hooks.", "webhook"],
    /(https:\/\/(?:hooks\.slack\.com\/(?:services|workflows)|hooks\.zapier\.com\/hooks\/catch|(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks|[\w-]{1,60}\.webhook\.office\.com\/webhookb2)\/)[\w@/.-]{1,400}/g,
    keepFirst("[secret]"),
  ),
  detector(["eyj"], /(?<![\w-])eyJ[\w-]{5,8000}\.[\w-]{5,8000}(?:\.[\w-]{0,8000}){1,3}/g, put("[token]")),
  detector(
    ["cookie", "authorization"],
    /\b((?:set-)?cookie|(?:proxy-)?authorization)(["']?\s{0,4}:\s{0,4}["']?)[^\r\n"']{1,8000}/gi,
    (_match, name = "", colon = "") => `${name}${colon}[redacted]`,
  ),
  detector(["bearer "], /\b(bearer\s{1,4})([\w.~+/=-]{8,8000})/gi, (match, word = "", value = "") =>
    /[\d_=]|[a-z][A-Z]/.test(value) || value.length >= 24 ? `${word}[token]` : match,
  ),
  detector(
    ["basic "],
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
    ["secret "],
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
