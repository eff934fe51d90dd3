import { jsonErrorPosition } from "./json-position.ts";
import { Problem, type ProblemDetail } from "./problem-error.ts";

const depthLimit = 64;
const refusedKeys: readonly string[] = ["__proto__", "constructor"];
// In JSON an ASCII letter or underscore can be written in one other way, as `\u005f` to `\u007a`.
const suspicious = /__proto__|constructor|\\u00[5-7]/;

/**
 * Parses JSON that comes from outside.
 * @throws Problem `malformed-json` (400) on a syntax error, more than 64 levels, or a key that could reach a
 * prototype later.
 */
export function parseJson(text: string, root: string): unknown {
  const value = parseOrThrow(text);
  // Most texts are cleared by a scan, which costs a fraction of a walk through the values.
  if ((suspicious.test(text) || mayBeDeep(text)) && isRefused(value, 1)) refuse(value, root, 1);
  return value;
}

/** Whether there are more opening brackets than levels. */
function mayBeDeep(text: string): boolean {
  if (text.length <= 2 * depthLimit) return false;
  return countUpTo(depthLimit, "[", text) + countUpTo(depthLimit, "{", text) > depthLimit;
}

function countUpTo(limit: number, bracket: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(bracket); at >= 0 && count <= limit; at = text.indexOf(bracket, at + 1)) count++;
  return count;
}

function isRefused(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth > depthLimit) return true;
  if (Array.isArray(value)) return value.some((item) => isRefused(item, depth + 1));
  const object = value as Record<string, unknown>;
  for (const key in object) if (refusedKeys.includes(key) || isRefused(object[key], depth + 1)) return true;
  return false;
}

function parseOrThrow(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed({ pointer: "", message: `Not JSON: ${whereItBreaks(text)}.` });
  }
}

// The engine's own message quotes the body and names no position.
function whereItBreaks(text: string): string {
  const position = jsonErrorPosition(text);
  const lines = text.slice(0, position).split("\n");
  const column = (lines.at(-1)?.length ?? 0) + 1;
  const what = position >= text.length ? "it ends too early at" : "unexpected character at";
  return `${what} position ${position} (line ${lines.length}, column ${column})`;
}

/** Finds the place of what is refused, for the problem that it throws. */
function refuse(value: unknown, pointer: string, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > depthLimit)
    throw malformed({ pointer, message: `Nested deeper than ${depthLimit} levels; send it flatter.` });
  for (const [key, item] of Object.entries(value)) {
    if (refusedKeys.includes(key))
      throw malformed({ pointer: `${pointer}/${key}`, message: `The key ${key} is not taken.` });
    refuse(item, `${pointer}/${pointerPart(key)}`, depth + 1);
  }
}

/** Escapes a key for a JSON pointer (RFC 6901) and keeps it short. */
export function pointerPart(key: string): string {
  return key.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1");
}

function malformed(error: ProblemDetail): Problem {
  return new Problem("malformed-json", {
    status: 400,
    title: "The JSON cannot be read",
    detail: error.message,
    errors: [error],
  });
}
