import { fields, type HttpRequest, type HttpResponse, readHttpEvent } from "./http/http-event.ts";
import type { Layer, LayerRequest } from "./layer.ts";
import { checkOptions } from "./options.ts";
import { type Ports, portNames, type ResolvedPorts, resolvePorts } from "./ports.ts";
import { enterState, type RequestContext, type RequestState, stateOf } from "./state.ts";
import { checkHops } from "./trace/check-hops.ts";
import { acceptIds, type IncomingIds } from "./trace/trace-ids.ts";
import { type TraceSetup, type TraceSetupOptions, traceSetup } from "./trace/trace-options.ts";

/** Options of the context layer. */
export interface ContextOptions
  extends Pick<TraceSetupOptions, "debugRate" | "trustDebugHeader" | "maxHops"> {
  ports?: Ports;
}

const optionNames: readonly string[] = ["ports", "debugRate", "trustDebugHeader", "maxHops"];

/**
 * The layer that gives an HTTP request its id and puts that id on the response as `x-request-id`. In a stack of
 * your own use it first, so that `currentContext()` holds for everything after it.
 */
export function context(options: ContextOptions = {}): Layer {
  checkOptions("context", options, optionNames);
  checkOptions("context", options.ports, portNames, "ports.");
  return contextWith(resolvePorts(options.ports), traceSetup("context", options));
}

/** The same with ports and options that are resolved already. */
export function contextWith(ports: ResolvedPorts, trace: TraceSetup): Layer {
  const finish = (request: LayerRequest) => showRequestId(request, contextOf(request, ports, trace));
  return {
    before(request) {
      const context = contextOf(request, ports, trace);
      const state = stateOf(request);
      if (state.owned) return;
      enterState(state);
      checkHops(context, trace.maxHops);
    },
    after: finish,
    onError: finish,
  };
}

/** The context of a Middy request, made at the first question. */
export function contextOf(request: LayerRequest, ports: ResolvedPorts, trace?: TraceSetup): RequestContext {
  const state = stateOf(request);
  if (state.context === undefined) {
    const ids = httpIds(httpOf(request), ports, trace?.trustDebugHeader === true);
    state.ports = ports;
    state.context = newContext(ids, request.context, ports, trace?.debugRate);
  }
  return state.context;
}

/** Makes a context of the ids that came in; where no sender decided on debug lines, `debugRate` does. */
export function newContext(
  ids: IncomingIds,
  lambdaContext: unknown,
  ports: ResolvedPorts,
  debugRate = 0,
): RequestContext {
  const accepted = acceptIds(ids, ports.requestId);
  const context: RequestContext = Object.assign(accepted, {
    functionName: functionNameOf(lambdaContext, ports),
  });
  const { debug } = ids;
  if (debug === "1" || (debug === undefined && debugRate > 0 && ports.random() < debugRate))
    context.debug = true;
  return context;
}

/** The name of the function that runs. */
export function functionNameOf(lambdaContext: unknown, { environment }: ResolvedPorts): string {
  if (environment.functionName !== undefined) return environment.functionName;
  const { functionName } = fields(lambdaContext);
  return typeof functionName === "string" ? functionName : "unknown";
}

/** The HTTP view of a Middy request's event, read once. */
export function httpOf(request: LayerRequest): HttpRequest {
  const state: RequestState = stateOf(request);
  state.http ??= readHttpEvent(request.event);
  return state.http;
}

// On Lambda the invocation's own header counts: it knows the parent span and the decision of whoever is in front.
function httpIds({ headers }: HttpRequest, ports: ResolvedPorts, trustDebug: boolean): IncomingIds {
  return {
    requestId: headers["x-request-id"],
    traceparent: headers.traceparent,
    tracestate: headers.tracestate,
    traceHeader: ports.traceHeader() ?? headers["x-amzn-trace-id"],
    callerHops: headers["x-caller-hops"],
    debug: trustDebug ? headers["x-debug"] : undefined,
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
