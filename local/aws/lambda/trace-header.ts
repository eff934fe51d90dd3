/**
 * A complete trace header: a new, unsampled trace, or the one that `sent` names.
 * @param now milliseconds since the epoch; @param sent an `X-Amzn-Trace-Id` header or `AWSTraceHeader` attribute.
 * @param hex as many random bytes as hexadecimal text.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html
 */
export function traceHeader(now: number, sent: string | undefined, hex: (bytes: number) => string): string {
  const field = (name: string, shape: string) =>
    new RegExp(`(?:^|;)${name}=(${shape})(?:;|$)`).exec(sent ?? "")?.[1];
  const root = field("Root", "1-[0-9a-f]{8}-[0-9a-f]{24}");
  const seconds = Math.floor(now / 1000).toString(16);
  if (!root) return `Root=1-${seconds.padStart(8, "0")}-${hex(12)};Parent=${hex(8)};Sampled=0`;
  return `Root=${root};Parent=${field("Parent", "[0-9a-f]{16}") ?? hex(8)};Sampled=${field("Sampled", "[01]") ?? 0}`;
}
