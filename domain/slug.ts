const longest = 80;

/**
 * Turns a name into its part of a URL: lower-case ASCII words joined by hyphens, at most 80 characters.
 * Returns an empty string when the name holds no letter or digit that has an ASCII form.
 */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, longest)
    .replace(/^-+|-+$/g, "");
}
