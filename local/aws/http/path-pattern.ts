/** The parts of a path between its slashes. */
export type Segments = readonly string[];

/** The segments of a path that begins with a slash. */
export const segmentsOf = (path: string): Segments => path.split("/").slice(1);

const isGreedy = (segment: string) => segment.endsWith("+}");
const isVariable = (segment: string) => segment.startsWith("{");

/** A text that sorts before that of a less specific path: first those without `{name+}`, then by a literal segment before `{name}`. */
export function rankOf(segments: Segments): string {
  const kinds = segments.map((segment) => (isGreedy(segment) ? "3" : isVariable(segment) ? "2" : "1"));
  return `${segments.some(isGreedy) ? "2" : "1"}${kinds.join("")}`;
}

/** The path variables of a request's path; undefined when the pattern does not match it. */
export function matchPath(pattern: Segments, segments: Segments): Record<string, string> | undefined {
  const greedy = pattern.findIndex(isGreedy);
  if (greedy < 0 && segments.length !== pattern.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = index === greedy ? segments.slice(index).join("/") : (segments[index] ?? "");
    if (isVariable(expected) && actual !== "") parameters[expected.replace(/^\{|\+?\}$/g, "")] = actual;
    else if (expected !== actual) return undefined;
  }
  return parameters;
}
