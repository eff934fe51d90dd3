import { contextOf, httpOf } from "../context.ts";
import type { HttpRequest, HttpResponse } from "../http/http-event.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { outcomeOf } from "../log/log.ts";
import { checkOptions } from "../options.ts";
import type { Redactor } from "../redact/default-redactor.ts";
import { type Setup, type SetupOptions, setupOf, setupOptionNames } from "../setup.ts";
import { type RequestContext, type RequestState, stateOf } from "../state.ts";
import { sampledTrace } from "./sampling.ts";
import type { Segment } from "./segment.ts";
import { headerParentOf, rootOf } from "./trace-header.ts";

/** Options of the trace layer. */
export type TraceOptions = SetupOptions;

/** The layer that traces one HTTP request where its trace is sampled. */
export function trace(options: TraceOptions = {}): Layer {
  checkOptions("trace", options, setupOptionNames);
  return traceWith(setupOf("trace", options));
}

/** The same with a setup that is made already. */
export function traceWith(setup: Setup): Layer {
  return {
    before(request) {
      contextOf(request, setup.ports, setup.trace);
      return startTrace(stateOf(request), setup) as undefined;
    },
    after: (request) => endRequest(request, setup),
    onError: (request) => endRequest(request, setup),
  };
}

/** Begins the span of a piece of work where it is sampled; a promise is returned only where something is loaded. */
export function startTrace(state: RequestState, setup: Setup): void | Promise<void> {
  const { context } = state;
  const traceHeader = context === undefined ? undefined : sampledTrace(context, setup);
  if (context === undefined || traceHeader === undefined) return;
  const { functionName: name } = context;
  const work = { name, traceId: rootOf(traceHeader), parentId: headerParentOf(traceHeader) };
  state.traceId = work.traceId;
  const begun = beginSafely(() => setup.tools.tracing.begin(work, setup));
  if (begun instanceof Promise) return begun.then((segment) => began(state, context, segment));
  began(state, context, begun);
}

type Begun = Segment | undefined | Promise<Segment | undefined>;

/** Begins a span; work that cannot be traced is done all the same. */
export function beginSafely(begin: () => Begun): Begun {
  try {
    const begun = begin();
    return begun instanceof Promise ? begun.catch(() => undefined) : begun;
  } catch {
    return undefined;
  }
}

function began(state: RequestState, context: RequestContext, segment: Segment | undefined): void {
  if (segment === undefined) return;
  state.segment = segment;
  state.spanId = segment.id;
  segment.mark("requestId", context.requestId);
  segment.mark("function", context.functionName);
}

function endRequest(request: LayerRequest, setup: Setup): void {
  const state = stateOf(request);
  const { segment } = state;
  if (segment === undefined) return;
  const { statusCode: status = 500 } = (request.response ?? {}) as Partial<HttpResponse>;
  const http = httpOf(request);
  segment.http({ method: http.method.slice(0, 32), url: urlOf(http, setup.redactor), status });
  state.error ??= request.error;
  endTrace(state, setup, status);
}

const hostShape = /^[\w.-]{1,253}(?::\d{1,5})?$/;

function urlOf({ headers, path }: HttpRequest, redactor: Redactor): string {
  const { host } = headers;
  const origin = host !== undefined && hostShape.test(host) ? `https://${host}` : "";
  return origin + redactor.redactText(path.slice(0, 1024));
}

/** Ends the span of a piece of work with its outcome; `status` is the HTTP status or its like. */
export function endTrace(state: RequestState, setup: Setup, status: number): void {
  const { segment, error } = state;
  if (segment === undefined) return;
  try {
    segment.mark("outcome", outcomeOf(status, state));
    annotateFields(segment, state, setup);
    if (status >= 500 && error !== undefined) segment.fail(error);
  } finally {
    segment.end(status);
  }
}

function annotateFields(segment: Segment, { log, metrics }: RequestState, { trace }: Setup): void {
  for (const name of trace.annotations) {
    const value = log?.added(name) ?? metrics?.find(({ dimensions }) => name in dimensions)?.dimensions[name];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      segment.annotate(name, value);
  }
}
