import { jsonErrorPosition } from "./json-position.ts";
import { Problem, type ProblemDetail } from "./problem-error.ts";

const depthLimit = 64;
const refusedKeys: readonly string[] = ["__proto__", "constructor"];

/**
 * Parses JSON that comes from outside.
 * @throws Problem `malformed-json` (400) on a syntax error, more than 64 levels, or a key that could reach a
 * prototype later.
 */
export function parseJson(text: string, root: string): unknown {
  const value = parseOrThrow(text);
  guard(value, root, 1);
  return value;
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

function guard(value: unknown, pointer: string, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > depthLimit) {
    throw malformed({ pointer, message: `Nested deeper than ${depthLimit} levels; send it flatter.` });
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) guard(item, `${pointer}/${index}`, depth + 1);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (refusedKeys.includes(key))
      throw malformed({ pointer: `${pointer}/${key}`, message: `The key ${key} is not taken.` });
    guard(item, `${pointer}/${pointerPart(key)}`, depth + 1);
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
