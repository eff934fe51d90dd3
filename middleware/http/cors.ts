import httpCors from "@middy/http-cors";
import { httpOf } from "../context.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { stateOf } from "../state.ts";
import type { HttpResponse } from "./http-event.ts";
import { Problem } from "./problem-error.ts";

/** Who may call from a browser. */
export interface CorsOptions {
  /** Exact origins such as `https://app.example.com`; no wildcard, no path. */
  origins: readonly string[];
  /** By default GET, POST, PUT, PATCH and DELETE. */
  methods?: readonly string[];
}

const requestHeaders = "authorization, content-type, idempotency-key, if-none-match, x-request-id";
const responseHeaders = "x-request-id, retry-after, etag, location, idempotency-replayed";
const defaultMethods: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const safeMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/** The layer that answers preflights, lets exact origins read responses and refuses writes from other origins. */
export function cors(options: CorsOptions): Layer {
  checkCors(options);
  const origins = new Set(options.origins);
  // Middy's own lookup in a plain object takes the origin "constructor" for a known one.
  const getOrigin = (origin: string) => (origins.has(origin) ? origin : "");
  const methods = (options.methods ?? defaultMethods).join(", ");
  const preflight = httpCors({ ...middyDefaults, getOrigin, methods, headers: requestHeaders, maxAge: 600 });
  const actual = httpCors({ ...middyDefaults, getOrigin, exposeHeaders: responseHeaders });
  const finish = (request: LayerRequest) =>
    addHeaders(httpOf(request).method === "OPTIONS" ? preflight : actual, request);
  return {
    before(request) {
      const { method, headers } = httpOf(request);
      if (method === "OPTIONS") return answerPreflight(preflight, request);
      if (!safeMethods.includes(method)) refuseForeign(headers.origin, origins);
    },
    after: finish,
    onError: finish,
  };
}

// `vary` is an option that Middy's types leave out.
const middyDefaults: { vary: string } = { vary: "Origin" };

function checkCors(options: CorsOptions): void {
  checkOptions("cors", options, ["origins", "methods"]);
  for (const origin of options.origins) {
    const reason = `origin "${origin}" is not exact; write it as a browser sends it, such as "https://app.example.com".`;
    requireOption(
      !origin.includes("*") && URL.canParse(origin) && new URL(origin).origin === origin,
      "cors",
      reason,
    );
  }
}

async function answerPreflight(preflight: Layer, request: LayerRequest): Promise<HttpResponse> {
  const response: HttpResponse = { statusCode: 204, headers: {} };
  await addHeaders(preflight, request, response);
  const { context } = stateOf(request);
  if (context !== undefined) response.headers["x-request-id"] = context.requestId;
  return response;
}

// Middy reads method and origin of the event itself, so it gets one that cannot be malformed.
async function addHeaders(
  middyCors: Layer,
  request: LayerRequest,
  response = request.response,
): Promise<void> {
  if (typeof response !== "object" || response === null) return;
  const target = response as HttpResponse;
  const { origin } = httpOf(request).headers;
  const headers = withoutCors(target.headers ?? {});
  const known = { event: { version: "1.0", headers: { origin } }, response: { ...target, headers } };
  await middyCors.after?.(known as unknown as LayerRequest);
  target.headers = known.response.headers;
}

// One owner for these headers: a second value makes a browser refuse both.
function withoutCors(headers: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.toLowerCase().startsWith("access-control-")) kept[name] = value;
  }
  return kept;
}

function refuseForeign(origin: string | undefined, origins: ReadonlySet<string>): void {
  if (origin === undefined || origins.has(origin)) return;
  throw new Problem("origin-not-allowed", {
    status: 403,
    title: "This origin may not change anything here",
    detail:
      "The Origin header names a site that is not on the list; call from a listed site or without a browser.",
  });
}
