import { getRandomValues } from "node:crypto";

/** A source of chance and of ids; the same seed gives the same ones in the same order. */
export interface Chance {
  /** A number in [0, 1). */
  random(): number;
  /** A random UUID, version 4. */
  uuid(): string;
  /** As many random bytes as hexadecimal text. */
  hex(bytes: number): string;
  /** A source of its own for one purpose, so that what others draw does not change what it gives. */
  fork(purpose: string): Chance;
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const text = (bits: number) =>
  `${digits[bits >>> 24]}${digits[(bits >>> 16) & 255]}${digits[(bits >>> 8) & 255]}${digits[bits & 255]}`;

/** @param seed any text or number; the machine's own chance when absent. */
export function createChance(seed: string | number = machineSeed()): Chance {
  const draw = generator(seedWords(String(seed)));
  const word = () => text(draw());
  return {
    random: () => draw() / 2 ** 32,
    uuid() {
      const [second, bits] = [word(), draw()];
      const third = text(bits);
      return `${word()}-${second.slice(0, 4)}-4${second.slice(5)}-${"89ab"[bits >>> 30]}${third.slice(1, 4)}-${third.slice(4)}${word()}`;
    },
    hex: (bytes) =>
      Array.from({ length: Math.ceil(bytes / 4) }, word)
        .join("")
        .slice(0, 2 * bytes),
    fork: (purpose) => createChance(`${seed}/${purpose}`),
  };
}

const machineSeed = () => getRandomValues(new Uint32Array(4)).join("-");

type Words = [number, number, number, number];

/** Four words that depend on every character of a text, by the rounds of FNV-1a and the finalizer of MurmurHash3. */
function seedWords(text: string): Words {
  const words: Words = [0x811c9dc5, 0x9747b28c, 0x3c6ef372, 0xa54ff53a];
  for (const [index, start] of words.entries()) {
    let bits = start;
    for (let at = 0; at < text.length; at++) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    words[index] = (bits ^ (bits >>> 16)) >>> 0;
  }
  return words;
}

/** The generator sfc32: 32 bits at a time, of a period of at least 2^64. */
function generator([first, second, third, counter]: Words): () => number {
  let [a, b, c, count] = [first, second, third, counter];
  const draw = () => {
    const result = (a + b + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
  // Its first outputs still show the seed.
  for (let round = 0; round < 12; round++) draw();
  return draw;
}
