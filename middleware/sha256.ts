type Crypto = typeof import("node:crypto");

let crypto: Crypto | undefined;

/** The SHA-256 of a text as 64 hexadecimal digits; the built-in module is fetched with the first call. */
export function sha256(text: string): string {
  crypto ??= process.getBuiltinModule("node:crypto");
  return crypto.hash("sha256", text, "hex");
}
