import { assignments } from "./assignments.ts";
import { type Detector, keepFirst, put, secretBy } from "./detector.ts";
import { feature } from "./features.ts";

const { at, colon, secret, telling } = feature;

/** Secrets: keys, tokens, credentials, and values beside a telling name. What contains others comes first. */
export const secretDetectors: readonly Detector[] = [
  secretBy(
    "private-key",
    "private key",
    secret,
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    put("[private key]"),
  ),
  secretBy(
    "url-credentials",
    "credentials",
    at,
    /(:\/\/)(?:[^\s:@/"'<>?]{0,256}:[^\s/"'<>?]{1,256}|[\w-]{20,256})(?=@)/g,
    keepFirst("[credentials]"),
  ),
  secretBy(
    "webhook",
    "secret",
    colon,
    /(https:\/\/(?:hooks\.slack\.com\/(?:services|workflows|triggers)|hooks\.zapier\.com\/hooks\/catch|hook\.\w{1,10}\.make\.com|maker\.ifttt\.com\/trigger\/\w{1,60}\/with\/key|(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks|[\w-]{1,60}\.webhook\.office\.com\/webhookb2|api\.telegram\.org)\/)[\w@:/.-]{1,400}/g,
    keepFirst("[secret]"),
  ),
  secretBy(
    "jwt",
    "token",
    secret,
    /(?<![\w-])eyJ[\w-]{5,8000}\.[\w-]{5,8000}(?:\.[\w-]{0,8000}){0,3}/g,
    put("[token]"),
  ),
  secretBy(
    "base64-json",
    "base64 JSON",
    secret,
    /(?<![\w+/-])(?:eyJ|W3si)[\w+/-]{12,8000}={0,2}(?![\w+/-])/g,
    (match) => (isJson(match) ? "[base64 JSON]" : match),
  ),
  assignments,
  secretBy("bearer", "token", telling, /\b(bearer\s{1,4})([\w.~+/=-]{8,8000})/gi, (match, word, value) =>
    /[\d_=]|[a-z][A-Z]/.test(value) || value.length >= 24 ? `${word}[token]` : match,
  ),
  secretBy(
    "basic",
    "credentials",
    telling,
    /\b(basic\s{1,4})([A-Za-z0-9+/]{8,2000}={0,2})(?![\w=])/gi,
    (match, word, value) =>
      Buffer.from(value, "base64").toString("latin1").includes(":") ? `${word}[credentials]` : match,
  ),
  secretBy(
    "service-key",
    "secret",
    secret,
    /(?<![\w-])(?:AIza[\w-]{30,60}|A[KS]IA[A-Z0-9]{12,24}|ya29\.[\w.-]{20,2000}|GOCSPX-[\w-]{16,100}|1\/\/[\w-]{20,300}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,100}|x(?:ox[abceoprs]|app)-[\w-]{10,300}|[srp]k_(?:live|test)_\w{8,255}|whsec_[\w+/=]{8,255}|npm_[A-Za-z0-9]{30,60}|sk-ant-[\w-]{8,300}|SG\.[\w-]{16,40}\.[\w-]{16,80}|hf_[A-Za-z0-9]{30,60}|dop_v1_[0-9a-f]{60,70}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{30,40}|EAAA[A-Za-z0-9]{50,300}|sntry[su]_[\w+/=]{40,200}|pypi-[\w-]{50,300}|key-[0-9a-f]{32})/g,
    put("[secret]"),
  ),
  secretBy("sk-key", "secret", secret, /(?<![\w-])sk-[\w-]{20,300}/g, (match) =>
    /[A-Z]/.test(match) && /\d/.test(match) ? "[secret]" : match,
  ),
  secretBy(
    "secret-beside-word",
    "secret",
    telling,
    /\b((?:secret|token|password)(?: access)?(?: key)?\s{1,3}(?:is\s{1,3}|es\s{1,3}|["'(]){0,2})([\w+/=.~-]{20,2000})(?![\w+/=])/gi,
    (match, words, value) => (isRandom(value) ? `${words}[secret]` : match),
  ),
];

function isJson(text: string): boolean {
  return /^[[{]\s{0,8}["{[\]}]/.test(Buffer.from(text.slice(0, 64), "base64").toString("latin1"));
}

// Ids are of lower case or of upper case; random text of this length has both, and digits.
const isRandom = (text: string) => /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
