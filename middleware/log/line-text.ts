import type { LogFields } from "./logger.ts";

// CloudWatch takes 1 MB an event, but agents and subscriptions on the way still cut or drop at 256 KB.
const largestLine = 262_144;
const largestField = 8_192;
const budget = 131_072;

/** A line as JSON, whatever it holds: what JSON cannot carry is replaced, and what is too long is cut with a note. */
export function lineText(line: LogFields, more: string | undefined): string {
  const text = close(jsonOf(line), more);
  return fits(text) ? text : close(jsonOf(cut(line)), more);
}

function close(text: string, more: string | undefined): string {
  return more === undefined ? text : `${text.slice(0, -1)}${more}}`;
}

function fits(text: string): boolean {
  return text.length * 3 <= largestLine || Buffer.byteLength(text) <= largestLine;
}

function jsonOf(line: LogFields): string {
  try {
    return JSON.stringify(line);
  } catch {
    return JSON.stringify(
      Object.fromEntries(Object.entries(line).map(([name, value]) => [name, plain(value)])),
    );
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return "[not JSON]";
  }
}

// The stack's own fields come first, so that they are the last to go.
function cut(line: LogFields): LogFields {
  const kept: LogFields = {};
  let left = budget;
  let dropped = 0;
  for (const [name, value] of Object.entries(line)) {
    const short = shorten(plain(value));
    left -= size(name) + size(short);
    if (left > 0) kept[name] = short;
    else dropped++;
  }
  kept.cut = dropped === 0 ? "long fields were cut" : `long fields were cut, ${dropped} fields left out`;
  return kept;
}

function size(value: unknown): number {
  return (JSON.stringify(value) ?? "").length;
}

function shorten(value: unknown): unknown {
  const length = size(value);
  if (length <= largestField) return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `${text.slice(0, 1_024)}… [cut from ${length} characters]`;
}
