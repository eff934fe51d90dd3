/** Says which rule hit where. */
export interface Explanation {
  /** JSON pointer (RFC 6901); inside of JSON text it goes on. */
  path: string;
  rule: string;
  kind: string;
}

/** Where a walk is, and what it noted down. */
export interface Trail {
  readonly path: string[];
  readonly hits: Explanation[];
}

/** The JSON pointer to where the walk is. */
export function within({ path }: Trail): string {
  return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
