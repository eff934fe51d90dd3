import { hash, randomBytes } from "node:crypto";
import type { Ids } from "./cloud.ts";

/** Ids from the machine's own chance and time. */
export function machineIds(now: () => number): Ids {
  return {
    uuid: () => uuidV7(now(), randomBytes(10)),
    hash: (text) => hash("sha256", text).slice(0, 32),
    random: Math.random,
  };
}

/** A UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then chance. */
export function uuidV7(milliseconds: number, chance: Uint8Array): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(milliseconds) << 16n);
  bytes.set(chance, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
