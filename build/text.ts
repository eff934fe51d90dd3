/** A size for people: `12.3 KB`, right-aligned in a column. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`.padStart(9);
}
