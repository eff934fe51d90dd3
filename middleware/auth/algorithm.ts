/** The kind of key that each algorithm needs; a shared secret or no signature at all is never accepted. */
export const keyTypes = {
  RS256: "RSA",
  RS384: "RSA",
  RS512: "RSA",
  ES256: "EC",
  ES384: "EC",
  ES512: "EC",
  EdDSA: "OKP",
} as const;

/** How a token may be signed (RFC 7518, section 3.1, and RFC 8037). */
export type Algorithm = keyof typeof keyTypes;

/** The names of all of them. */
export const allAlgorithms: readonly Algorithm[] = Object.keys(keyTypes) as Algorithm[];
