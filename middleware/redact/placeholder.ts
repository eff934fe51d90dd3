/** Kinds whose placeholders carry a tag, as in `[email:7f3a9c]`. */
export const taggedKinds = ["email", "phone", "card", "ssn", "iban", "ip", "number", "redacted"] as const;

const plainKinds = ["token", "secret", "credentials", "private key", "base64 JSON"];

/** What stands in place of hidden values. */
export interface Placeholders {
  /** Whether the whole text is one placeholder. */
  is(text: string): boolean;
  /** Whether one starts at the index. */
  startsAt(text: string, index: number): boolean;
  /** Finds each, for `matchAll` and `replace`. */
  readonly all: RegExp;
}

/** Knows the placeholders of the package's kinds and of others. */
export function placeholdersOf(kinds: readonly string[] = []): Placeholders {
  const tagged = [...taggedKinds, ...kinds].join("|");
  const source = `\\[(?:(?:${tagged}):[0-9a-f]{6}|${plainKinds.join("|")})\\]`;
  const whole = new RegExp(`^${source}$`);
  const here = new RegExp(source, "y");
  return {
    is: (text) => text.charCodeAt(0) === 91 && text.length <= 64 && whole.test(text),
    startsAt(text, index) {
      here.lastIndex = index;
      return here.test(text);
    },
    all: new RegExp(source, "g"),
  };
}
