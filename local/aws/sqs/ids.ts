/** Makes ids that look random and are the same in every run that does the same at the same times. */
export interface Ids {
  next(now: number): string;
  /** Passes over ids that a replayed change has used. */
  skip(count: number): void;
  /** How many ids have been used or passed over. */
  used(): number;
}

// The finalizer of MurmurHash3: it maps 32 bits one to one, so no two counts share their first eight digits.
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const digits = (bits: number) =>
  `${bytes[bits >>> 24]}${bytes[(bits >>> 16) & 255]}${bytes[(bits >>> 8) & 255]}${bytes[bits & 255]}`;

/** Ids in the form of a UUID. */
export function createIds(): Ids {
  let count = 0;
  return {
    next(now) {
      count++;
      const first = mix(count);
      const second = digits(mix(first ^ now));
      const third = digits(mix(first ^ (now / 2 ** 32)));
      const fourth = digits(mix(count ^ 0x5bd1e995));
      return `${digits(first)}-${second.slice(0, 4)}-4${second.slice(5)}-a${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
    },
    skip(number) {
      count += number;
    },
    used: () => count,
  };
}
