import { type GatewayReply, proxyReply } from "../http/reply.ts";

// Headers that a REST API sends under another name: api-gateway-known-issues in the developer guide.
const remapped = new Set([
  "authorization",
  "connection",
  "content-md5",
  "date",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "www-authenticate",
]);

/**
 * Reads a function's answer as a REST API does; undefined when it is malformed, which the gateway answers with 502.
 * @param decodes whether a base64 body goes out as bytes; otherwise it goes out as it is.
 */
export function restReply(payload: unknown, decodes: boolean): GatewayReply | undefined {
  const given = typeof payload === "object" && payload !== null ? payload : {};
  const reply = proxyReply(decodes ? given : { ...given, isBase64Encoded: false }, "application/json");
  if (!reply) return undefined;
  const entries = Object.entries(reply.headers).map(([name, value]) => [
    remapped.has(name) ? `x-amzn-remapped-${name}` : name,
    value,
  ]);
  return { ...reply, headers: Object.fromEntries(entries) as GatewayReply["headers"] };
}
