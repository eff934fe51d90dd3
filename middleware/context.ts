import { fields, type HttpRequest, type HttpResponse, readHttpEvent } from "./http/http-event.ts";
import type { Layer, LayerRequest } from "./layer.ts";
import { checkOptions } from "./options.ts";
import { type Ports, portNames, type ResolvedPorts, resolvePorts } from "./ports.ts";
import { enterState, type RequestContext, type RequestState, stateOf } from "./state.ts";
import { acceptIds, type IncomingIds } from "./trace/trace-ids.ts";

/** Options of the context layer. */
export interface ContextOptions {
  ports?: Ports;
}

/**
 * The layer that gives an HTTP request its id and puts that id on the response as `x-request-id`. In a stack of
 * your own use it first, so that `currentContext()` holds for everything after it.
 */
export function context(options: ContextOptions = {}): Layer {
  checkOptions("context", options, ["ports"]);
  checkOptions("context", options.ports, portNames, "ports.");
  const ports = resolvePorts(options.ports);
  const finish = (request: LayerRequest) => showRequestId(request, contextOf(request, ports));
  return {
    before(request) {
      contextOf(request, ports);
      const state = stateOf(request);
      if (!state.owned) enterState(state);
    },
    after: finish,
    onError: finish,
  };
}

/** The context of a Middy request, made at the first question. */
export function contextOf(request: LayerRequest, ports: ResolvedPorts): RequestContext {
  const state = stateOf(request);
  state.context ??= newContext(httpIds(httpOf(request)), request.context, ports);
  return state.context;
}

/** Makes a context of the ids that came in. */
export function newContext(ids: IncomingIds, lambdaContext: unknown, ports: ResolvedPorts): RequestContext {
  const { functionName } = fields(lambdaContext);
  const fromLambda = typeof functionName === "string" ? functionName : "unknown";
  return { ...acceptIds(ids, ports.requestId), functionName: ports.environment.functionName ?? fromLambda };
}

/** The HTTP view of a Middy request's event, read once. */
export function httpOf(request: LayerRequest): HttpRequest {
  const state: RequestState = stateOf(request);
  state.http ??= readHttpEvent(request.event);
  return state.http;
}

function httpIds({ headers }: HttpRequest): IncomingIds {
  return {
    requestId: headers["x-request-id"],
    traceparent: headers.traceparent,
    traceHeader: headers["x-amzn-trace-id"],
  };
}

function showRequestId(request: LayerRequest, { requestId }: RequestContext): void {
  stateOf(request).finished = true;
  const response = request.response as Partial<HttpResponse> | null | undefined;
  if (typeof response !== "object" || response === null) return;
  const headers: Record<string, string> = response.headers ?? {};
  for (const name of Object.keys(headers)) if (name.toLowerCase() === "x-request-id") delete headers[name];
  headers["x-request-id"] = requestId;
  response.headers = headers;
}
