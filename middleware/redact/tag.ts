import { sha256 } from "../sha256.ts";
import { randomHex } from "../uuid.ts";

/** Makes six hexadecimal digits that are equal for equal values on the same day, and tell nothing without the key. */
export type Tagger = (value: string) => string;

/** The key of tags, or what gives it; asked once a day. */
export type TagKey = string | (() => string);

/** The settings of tags. */
export interface TagOptions {
  /** By default random for each process. */
  readonly key: TagKey | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const dayMs = 86_400_000;

/** Makes a tagger; its tags change at midnight UTC. */
export function taggerOf({ key, now }: TagOptions): Tagger {
  let day = Number.NaN;
  let keyed: ((value: string) => string) | undefined;
  return (value) => {
    const today = Math.floor(now() / dayMs);
    if (keyed === undefined || today !== day) {
      keyed = keyedHash(`${keyText(key)}:${today}`);
      day = today;
    }
    return keyed(comparable(value)).slice(0, 6);
  };
}

let processKey: string | undefined;

// A key that cannot be read must not fail the line that needs it.
function keyText(key: TagKey | undefined): string {
  try {
    const text = typeof key === "function" ? key() : key;
    if (typeof text === "string" && text !== "") return text;
  } catch {
    // Falls through to the key of this process.
  }
  processKey ??= randomHex(10) + randomHex(10);
  return processKey;
}

/**
 * HMAC's two hashes with SHA-256 (RFC 2104), over the inner one's digits instead of its bytes: text in, text out costs
 * a third of `createHmac`, and the key is hashed to one block of ASCII for it.
 */
function keyedHash(secret: string): (value: string) => string {
  const block = Buffer.from(sha256(secret), "latin1");
  const padded = (pad: number) => Buffer.from(block.map((byte) => byte ^ pad)).toString("latin1");
  const inner = padded(0x36);
  const outer = padded(0x5c);
  return (value) => sha256(outer + sha256(inner + value));
}

/** One form for the many ways to write the same e-mail address, number or account. */
export function comparable(value: string): string {
  if (value.includes("@") || value.includes("%40")) return value.trim().toLowerCase().replace("%40", "@");
  if (/^[\d\s().+-]{7,40}$/.test(value)) return value.replace(/\D/g, "").replace(/^1(?=\d{10}$)/, "");
  return value.trim();
}
