const longestTraceparent = 512;
const traceparentShape =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/s;
// The flags that version 00 knows: sampled and random trace id. All others are sent as zero.
const knownFlags = 0b11;

/**
 * Reads a W3C `traceparent` (https://www.w3.org/TR/trace-context-2/#traceparent-header) and returns it as version
 * 00: a later version may have more fields, which nobody but its author understands. Undefined where it is invalid.
 */
export function readTraceparent(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > longestTraceparent) return undefined;
  const [, version, traceId = "", parentId = "", flags = "", rest] = traceparentShape.exec(text) ?? [];
  if (version === undefined || (version === "00" && rest !== undefined)) return undefined;
  return traceparentOf(traceId, parentId, Number.parseInt(flags, 16));
}

/** Writes a traceparent of a trace id of 32 and a span id of 16 hexadecimal digits. */
export function traceparentOf(traceId: string, spanId: string, flags: number): string {
  return `00-${traceId}-${spanId}-0${flags & knownFlags}`;
}

/** The trace id of a traceparent that was read. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}

/** The span id of a traceparent that was read. */
export function parentIdOf(traceparent: string): string {
  return traceparent.slice(36, 52);
}

/** The flags of a traceparent that was read. */
export function flagsOf(traceparent: string): number {
  return Number.parseInt(traceparent.slice(53), 16);
}
