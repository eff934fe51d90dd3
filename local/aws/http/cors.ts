import type { GatewayReply } from "./reply.ts";
import { type GatewayRequest, headerOf } from "./request.ts";

/** The CorsConfiguration of an HTTP API. */
export interface CorsSettings {
  allowOrigins: readonly string[];
  allowMethods: readonly string[];
  allowHeaders: readonly string[];
  exposeHeaders: readonly string[];
  allowCredentials: boolean;
  maxAgeSeconds?: number;
}

/**
 * The gateway's own answer to a preflight; undefined when the request is none.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function preflightReply(cors: CorsSettings, request: GatewayRequest): GatewayReply | undefined {
  const origin = headerOf(request, "origin");
  const isPreflight =
    request.method === "OPTIONS" && headerOf(request, "access-control-request-method") !== undefined;
  if (!isPreflight || origin === undefined) return undefined;
  const allowed = allowedOrigin(cors, origin);
  return { status: 204, headers: allowed ? preflightHeaders(cors, allowed) : {}, body: Buffer.alloc(0) };
}

/** Puts the gateway's CORS headers in the place of those of the function. */
export function withCors(cors: CorsSettings, request: GatewayRequest, reply: GatewayReply): GatewayReply {
  const own = Object.entries(reply.headers).filter(([name]) => !name.startsWith("access-control-"));
  const origin = headerOf(request, "origin");
  const allowed = origin === undefined ? undefined : allowedOrigin(cors, origin);
  return {
    ...reply,
    headers: { ...Object.fromEntries(own), ...(allowed && replyHeaders(cors, allowed)) },
  };
}

function allowedOrigin({ allowOrigins }: CorsSettings, origin: string): string | undefined {
  if (allowOrigins.includes("*")) return "*";
  const matches = (allowed: string) =>
    allowed.endsWith("://*") ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin;
  return allowOrigins.some(matches) ? origin : undefined;
}

const preflightHeaders = (cors: CorsSettings, origin: string) => ({
  "access-control-allow-origin": origin,
  ...(cors.allowMethods.length > 0 && { "access-control-allow-methods": cors.allowMethods.join(",") }),
  ...(cors.allowHeaders.length > 0 && { "access-control-allow-headers": cors.allowHeaders.join(",") }),
  ...(cors.maxAgeSeconds !== undefined && { "access-control-max-age": String(cors.maxAgeSeconds) }),
  ...(cors.allowCredentials && { "access-control-allow-credentials": "true" }),
});

const replyHeaders = (cors: CorsSettings, origin: string) => ({
  "access-control-allow-origin": origin,
  ...(cors.exposeHeaders.length > 0 && { "access-control-expose-headers": cors.exposeHeaders.join(",") }),
  ...(cors.allowCredentials && { "access-control-allow-credentials": "true" }),
});
