const hexOfByte = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));
const pool = new Uint8Array(10 * 256);
let used = pool.length;

/** Makes a UUIDv7 for a time in milliseconds since the epoch (RFC 9562 §5.7): ids sort by their time. */
export function uuidv7(now: number): string {
  const random = tenRandomBytes();
  const version = 0x7000 | ((byte(random, 0) << 4) & 0xf00) | byte(random, 1);
  const variant = 0x80 | (byte(random, 2) & 0x3f);
  const time = now.toString(16).padStart(12, "0");
  const tail = hex(random.subarray(4));
  return `${time.slice(0, 8)}-${time.slice(8)}-${version.toString(16)}-${hex([variant, byte(random, 3)])}-${tail}`;
}

/** Random bytes as hexadecimal digits, at most ten bytes. */
export function randomHex(bytes: number): string {
  return hex(tenRandomBytes().subarray(0, bytes));
}

/** A random number from 0 up to, but not including, 1. */
export function randomFraction(): number {
  const random = tenRandomBytes();
  return (byte(random, 0) * 65_536 + byte(random, 1) * 256 + byte(random, 2)) / 16_777_216;
}

// One call for randomness serves 256 ids: the call costs far more than the bytes.
function tenRandomBytes(): Uint8Array {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += 10;
  return pool.subarray(used - 10, used);
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function hex(bytes: Iterable<number>): string {
  let text = "";
  for (const value of bytes) text += hexOfByte[value];
  return text;
}
