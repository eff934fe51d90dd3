const traceHeaderShape =
  /^(?:Self=[\w:.-]{1,128};)?(Root=1-[0-9a-f]{8}-[0-9a-f]{24}(?:;[A-Za-z]{1,16}=[\w:.|?-]{1,256}){0,8});?$/;
const parentShape = /;Parent=([0-9a-f]{16})(?=;|$)/;

/**
 * Reads X-Ray's header, `Root=…;Parent=…;Sampled=…`, with further fields such as the `Lineage` by which Lambda
 * detects loops (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).
 * Undefined where it is invalid.
 */
export function readTraceHeader(text: unknown): string | undefined {
  return typeof text === "string" ? traceHeaderShape.exec(text)?.[1] : undefined;
}

/** Whether the trace is sampled; undefined where nobody has decided. */
export function samplingOf(traceHeader: string): boolean | undefined {
  const at = traceHeader.indexOf(";Sampled=") + 9;
  const after = traceHeader[at + 1];
  if (at === 8 || (after !== undefined && after !== ";")) return undefined;
  if (traceHeader[at] === "1") return true;
  return traceHeader[at] === "0" ? false : undefined;
}

/** The trace id in X-Ray's form: `1-` with 8 and 24 hexadecimal digits. */
export function rootOf(traceHeader: string): string {
  return traceHeader.slice(5, 40);
}

/** The id of the span above; undefined where the header names none. */
export function headerParentOf(traceHeader: string): string | undefined {
  return parentShape.exec(traceHeader)?.[1];
}

/** The header with another span as the one above. */
export function withParent(traceHeader: string, spanId: string): string {
  const rest = traceHeader.slice(40).replace(parentShape, "");
  return `Root=${rootOf(traceHeader)};Parent=${spanId}${rest}`;
}

/** The trace id in W3C's form. */
export function joinedRoot(root: string): string {
  return root.slice(2, 10) + root.slice(11);
}

/** The trace id in X-Ray's form of one in W3C's. */
export function splitRoot(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}
