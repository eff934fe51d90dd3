/** A part of a text. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

const quotedForms = [
  /\\{1,7}"([^"\\]{0,4000})/y,
  /\\{1,7}'([^'\\]{0,4000})/y,
  /"((?:[^"\\]|\\[\s\S]){0,4000})/y,
  /'((?:[^'\\\n]|\\.){0,4000})/y,
  /`([^`\n]{0,4000})/y,
];

/** Reads what stands in quotes, also in escaped ones; undefined where no quote starts. */
export function readQuoted(text: string, start: number): Part | undefined {
  for (const form of quotedForms) {
    const [whole, inner] = matchAt(form, text, start);
    if (whole === undefined || inner === undefined) continue;
    const end = start + whole.length;
    return { start: end - inner.length, end };
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, start: number): readonly (string | undefined)[] {
  pattern.lastIndex = start;
  return pattern.exec(text) ?? [];
}

const toSpace = /[^\s"'`]{1,4000}/y;
const toDelimiter = /[^\s"'`&,;{}[\]<>|]{1,4000}/y;

/** Reads a value without quotes: up to white space in the environment's style, else up to a delimiter too. */
export function readPlain(text: string, start: number, environmentStyle: boolean): Part | undefined {
  const [value] = matchAt(environmentStyle ? toSpace : toDelimiter, text, start);
  if (value === undefined) return undefined;
  // A full stop ends the sentence, not the value.
  return { start, end: start + value.replace(/[.:!?)]{1,3}$/, "").length };
}

const cookies =
  /[^\s;=,"']{1,256}=(?:"[^"\n]{0,4000}"|[^\s;"']{0,4000})(?:;\s{0,4}[^\s;=,"']{1,256}(?:=(?:"[^"\n]{0,4000}"|[^\s;"']{0,4000}))?){0,100}/y;

/** Reads the pairs of a `Cookie` or `Set-Cookie` line. */
export function readCookies(text: string, start: number): Part | undefined {
  const from = afterQuote(text, start);
  const [value] = matchAt(cookies, text, from);
  return value === undefined ? undefined : { start: from, end: from + value.length };
}

const scheme =
  /(?:(?:bearer|basic|token|apikey|negotiate)\s{1,4}[^\s"',;]{1,8000}|(?:digest|oauth|aws4-hmac-sha256|hawk|signature)\s[^\r\n"']{0,4000}(?:"[^"\r\n]{0,4000}"[^\r\n"']{0,400}){0,30}|[^\s"',;[]{6,8000})/iy;
const plainWord = /^[A-Za-z\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff]{1,24}[.!?)]{0,2}$/;

/** Reads the credentials of an `Authorization` line; a plain word is none. */
export function readCredentials(text: string, start: number): Part | undefined {
  const from = afterQuote(text, start);
  const [value] = matchAt(scheme, text, from);
  if (value === undefined || plainWord.test(value)) return undefined;
  return { start: from, end: from + value.length };
}

function afterQuote(text: string, start: number): number {
  let from = start;
  while (from < start + 8 && /["'\\]/.test(text.charAt(from))) from++;
  return from;
}

const phrase =
  /(?:[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u036f.'’-]{0,40}|#?\d[\d/-]{0,14}[a-z]?)(?![\w\u00c0-\u036f=])(?:,? (?:[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u036f.'’-]{0,40}|#?\d[\d/-]{0,14}[a-z]?|del?|las?|los|y|van|von|der|d[ai])(?![\w\u00c0-\u036f=])){0,11}/y;

/** Reads a name or an address in prose: capitalised words, numbers and the small words between. */
export function readPhrase(text: string, start: number): Part | undefined {
  const [value] = matchAt(phrase, text, start);
  // A number alone is no name.
  if (value === undefined || !/[A-Z\u00c0-\u00de]/.test(value)) return undefined;
  return { start, end: start + value.replace(/\.$/, "").length };
}
