/**
 * Whether a code is a letter beyond ASCII, roughly: all of the scripts in use, without the blocks of punctuation and
 * symbols. Unicode's own classes are exact, and take milliseconds of the first request to compile.
 */
export function isForeignLetter(code: number): boolean {
  if (code < 0xc0 || code > 0xd7ff) return false;
  return code < 0x2000 || (code >= 0x2c00 && (code < 0x2e00 || code > 0x303f));
}
