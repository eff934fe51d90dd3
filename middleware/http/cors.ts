import httpCors from "@middy/http-cors";
import { httpOf } from "../context.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { stateOf } from "../state.ts";
import { editHeaders, type HeaderEdit } from "./edit-headers.ts";
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
const exposeHeaders = "x-request-id, retry-after, etag, location, idempotency-replayed";
const defaultMethods: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const safeMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/** The layer that answers preflights, lets exact origins read responses and refuses writes from other origins. */
export function cors(options: CorsOptions): Layer {
  checkCors(options);
  const { origins, methods = defaultMethods } = options;
  const preflight = { methods: methods.join(", "), headers: requestHeaders, maxAge: 600 };
  const edits = { preflight: editsOf(origins, preflight), actual: editsOf(origins, { exposeHeaders }) };
  const finish = (request: LayerRequest) => addHeaders(edits, request, request.response);
  return {
    before(request) {
      const { method, headers } = httpOf(request);
      if (method === "OPTIONS") return answerPreflight(edits, request);
      if (!safeMethods.includes(method)) refuseForeign(headers.origin, edits.actual);
    },
    after: finish,
    onError: finish,
  };
}

function checkCors(options: CorsOptions): void {
  checkOptions("cors", options, ["origins", "methods"]);
  requireOption(Array.isArray(options.origins), "cors", '"origins" must be a list of exact origins.');
  for (const origin of options.origins) {
    const exact = !origin.includes("*") && URL.canParse(origin) && new URL(origin).origin === origin;
    const reason = `origin "${origin}" is not exact; write it as a browser sends it, such as "https://app.example.com".`;
    requireOption(exact, "cors", reason);
  }
  const wrong = options.methods?.find((method) => !/^[A-Z]+$/.test(method));
  requireOption(wrong === undefined, "cors", `method "${wrong}" must be written in capital letters.`);
}

/** What responses get, by the origin that asks; `undefined` stands for every other one. */
type Edits = ReadonlyMap<string | undefined, HeaderEdit>;

// What Middy adds depends on the origin alone, so it is asked once for each and never at a request.
function editsOf(origins: readonly string[], settings: object): Edits {
  return new Map([undefined, ...origins].map((origin) => [origin, editFor(origin, settings)]));
}

function editFor(origin: string | undefined, settings: object): HeaderEdit {
  const middyCors: Layer = httpCors({ ...settings, getOrigin: () => origin ?? "" });
  const response: HttpResponse = { statusCode: 200, headers: {} };
  const request: unknown = { event: { version: "1.0", headers: { origin } }, response };
  middyCors.after?.(request as LayerRequest);
  const added = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { add: Object.fromEntries(added), varyBy: "Origin", drops: isCorsHeader };
}

// One owner for these headers: a second value makes a browser refuse both.
function isCorsHeader(name: string): boolean {
  return name.length >= 15 && name.toLowerCase().startsWith("access-control-");
}

function answerPreflight(edits: EditsOfKinds, request: LayerRequest): HttpResponse {
  const response: HttpResponse = { statusCode: 204, headers: {} };
  addHeaders(edits, request, response);
  const { context } = stateOf(request);
  if (context !== undefined) response.headers["x-request-id"] = context.requestId;
  return response;
}

interface EditsOfKinds {
  readonly preflight: Edits;
  readonly actual: Edits;
}

function addHeaders({ preflight, actual }: EditsOfKinds, request: LayerRequest, response: unknown): void {
  if (typeof response !== "object" || response === null) return;
  const { method, headers } = httpOf(request);
  const edits = method === "OPTIONS" ? preflight : actual;
  const edit = edits.get(headers.origin) ?? edits.get(undefined);
  if (edit !== undefined) editHeaders(response as HttpResponse, edit);
}

function refuseForeign(origin: string | undefined, known: Edits): void {
  if (origin === undefined || known.has(origin)) return;
  throw new Problem("origin-not-allowed", {
    status: 403,
    title: "This origin may not change anything here",
    detail:
      "The Origin header names a site that is not on the list; call from a listed site or without a browser.",
  });
}
