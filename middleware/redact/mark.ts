/** What a key says about its value, as bits. */
export const mark = {
  /** A credential: its text is hidden. */
  secret: 1,
  /** Personal: text and numbers are hidden. */
  personal: 2,
  /** A credential whose numbers are hidden too. */
  numbers: 4,
  /** Declared safe: personal data beneath stays. */
  safe: 8,
  /** Data about data, which stays readable beneath a hidden key. */
  inert: 16,
  /** Means something only together with the key above. */
  context: 32,
  /** The key itself has something to hide. */
  dirty: 64,
  /** A name, address or date, which in prose is several words. */
  phrase: 128,
  /** A phone, which in prose has seven digits. */
  phone: 256,
  /** The value of a pair `{ name, value }`. */
  value: 512,
  /** A credential only where it reads as one: OAuth's code and state share their names with much else. */
  opaque: 1024,
} as const;

/** Bits of keys whose values are hidden. */
export const hidden = mark.secret | mark.personal;
