import middy from "@middy/core";
import type {
  ApiHandler,
  ApiOptions,
  ApiRequest,
  ApiResult,
  MaybeSchema,
  Part,
  Returned,
} from "./api-types.ts";
import { type Authenticator, authenticate, type CallerOf } from "./auth/authenticate.ts";
import type { User } from "./auth/user.ts";
import { contextWith } from "./context.ts";
import { type Deadline, deadline } from "./deadline.ts";
import { checkCompress, compress } from "./http/compress.ts";
import { cors } from "./http/cors.ts";
import {
  type HttpEvent,
  type HttpRequest,
  type HttpResponse,
  readHttpEvent,
  type TextMap,
} from "./http/http-event.ts";
import { checkParseOptions, parse } from "./http/parse.ts";
import { problemOptionNames, problemWith } from "./http/problem.ts";
import { checkRateLimit, rateLimit } from "./http/rate-limit.ts";
import { toResponse } from "./http/respond.ts";
import { checkIdempotent } from "./idempotency/idempotent-options.ts";
import { idempotently } from "./idempotency/idempotently.ts";
import type { Layer } from "./layer.ts";
import { type LayerName, layerOrder } from "./layer-order.ts";
import { logWith } from "./log/log.ts";
import { checkOptions, pick, requireOption } from "./options.ts";
import { isPromise } from "./schema/check.ts";
import { inputCheck, outputCheck, validateOptionNames } from "./schema/validate.ts";
import { type Setup, setupOf } from "./setup.ts";
import { type Running, requireRunning, settle, wrap } from "./stack.ts";
import { attachState } from "./state.ts";
import { checkHops } from "./trace/check-hops.ts";
import { traceWith } from "./trace/trace.ts";
import { ToolsOf } from "./work-tools.ts";

type AnyApiOptions = ApiOptions<
  MaybeSchema,
  MaybeSchema,
  MaybeSchema,
  MaybeSchema,
  Authenticator | undefined,
  MaybeSchema
>;
type AnyApiRequest = ApiRequest<unknown, unknown, unknown, unknown, User | undefined>;
// What a handler asks for is what its options promise, which only the overloads can tell.
type AnyApiHandler = (request: never) => unknown;

const parseOptionNames: readonly string[] = ["accept", "bodyLimit", "gzip"];
const optionNames: readonly string[] = [
  ...problemOptionNames,
  ...validateOptionNames,
  ...parseOptionNames,
  "auth",
  "roles",
  "cors",
  "compress",
  "idempotent",
  "rateLimit",
  "status",
];

/** Wraps the handler of an HTTP route into the stack, whose layers stand in the order of `layerOrder`. */
export function api<Output = unknown>(handler: (request: ApiRequest) => ApiResult<Output>): ApiHandler;
export function api<
  const Body extends MaybeSchema = undefined,
  const Query extends MaybeSchema = undefined,
  const Path extends MaybeSchema = undefined,
  const Headers extends MaybeSchema = undefined,
  Caller extends User = never,
  const Output extends MaybeSchema = undefined,
>(
  options: ApiOptions<Body, Query, Path, Headers, Authenticator<Caller> | undefined, Output>,
  handler: (
    request: ApiRequest<
      Part<Body, unknown>,
      Part<Query, TextMap>,
      Part<Path, TextMap>,
      Part<Headers, TextMap>,
      CallerOf<Caller>
    >,
  ) => ApiResult<Returned<NoInfer<Output>>>,
): ApiHandler;
export function api(first: AnyApiOptions | AnyApiHandler, second?: AnyApiHandler): ApiHandler {
  const [options, handler] = typeof first === "function" ? [{}, first] : [first, second];
  checkApiOptions(options, handler);
  const setup = setupOf("api", options);
  const layers = layersOf(options, setup);
  const inner = middy<HttpEvent, HttpResponse>(answerWith(handler, options, setup), {
    timeoutEarlyInMillis: 0,
    // Middy hands its request over, though its types do not say so.
    requestStart: attachState as () => void,
  });
  inner.use(inOrder(layers, layerOrder));
  const edge = inOrder(layers, layerOrder.slice(0, layerOrder.indexOf("authenticate"))).reverse();
  return wrap(inner, (event, lambdaContext) => settle(inner, edge, event, lambdaContext));
}

function checkApiOptions(options: AnyApiOptions, handler: unknown): asserts handler is AnyApiHandler {
  checkOptions("api", options, optionNames);
  checkParseOptions("api", options);
  checkCompress("api", options.compress);
  checkRateLimit("api", options.rateLimit);
  checkIdempotent("api", options.idempotent);
  requireOption(typeof handler === "function", "api", "the last argument must be the handler function.");
  const guarded = options.roles === undefined || options.auth !== undefined;
  requireOption(guarded, "api", '"roles" needs "auth": nobody has a role without signing in.');
}

function layersOf(options: AnyApiOptions, setup: Setup): Partial<Record<LayerName, Layer>> {
  const { auth, roles, body, accept, cors: origins, compress: zip, rateLimit: limit } = options;
  const strict = body !== undefined || accept !== undefined;
  return {
    context: contextWith(setup.ports, setup.trace),
    trace: traceWith(setup),
    log: logWith(setup),
    ...(origins && { cors: cors(origins) }),
    ...(zip && { compress: compress(zip === true ? {} : zip) }),
    problem: problemWith(setup, options),
    ...(auth && { authenticate: authenticate(roles === undefined ? { auth } : { auth, roles }) }),
    ...(limit && { rateLimit: rateLimit({ ...pick(options, ["ports"]), ...limit }) }),
    parse: parse({ ...pick(options, parseOptionNames), strict }),
    validate: { before: inputCheck("api", options) },
  };
}

function inOrder(layers: Partial<Record<LayerName, Layer>>, names: readonly LayerName[]): Layer[] {
  return names.flatMap((name) => layers[name] ?? []);
}

function answerWith(handler: AnyApiHandler, options: AnyApiOptions, setup: Setup) {
  const { idempotent } = options;
  const finish = finishWith(options);
  const answer = (request: ApiArgument) => {
    const value = handler(request as never);
    return isPromise(value) ? value.then((late) => finish(late, request)) : finish(value, request);
  };
  if (!idempotent) return (event: HttpEvent, lambda: unknown) => answer(argumentOf(event, lambda, setup));
  const run = idempotently(idempotent, setup, options.problems);
  return (event: HttpEvent, lambdaContext: unknown) => {
    const request = argumentOf(event, lambdaContext, setup);
    return run(requireRunning().state, event, async () => answer(request));
  };
}

// Before foreign layers see the response: they expect it in the gateway's form.
function finishWith({ output, status = 200 }: AnyApiOptions) {
  const check = outputCheck("api", output);
  return (value: unknown, { http }: ApiArgument): HttpResponse | Promise<HttpResponse> => {
    const checked = check === undefined ? value : check(value);
    return isPromise(checked)
      ? checked.then((late) => toResponse(late, status, http))
      : toResponse(checked, status, http);
  };
}

function argumentOf(event: HttpEvent, lambdaContext: unknown, { ports, trace }: Setup): ApiArgument {
  const running = requireRunning();
  checkHops(running.context, trace.maxHops);
  const time = deadline(lambdaContext, ports.timer);
  running.state.deadline = time;
  return new ApiArgument(running, time, event);
}

class ApiArgument extends ToolsOf implements AnyApiRequest {
  readonly body: unknown;
  readonly query: unknown;
  readonly path: unknown;
  readonly headers: unknown;
  readonly user: User | undefined;
  readonly event: HttpEvent;
  readonly #http: HttpRequest;

  constructor(running: Running, time: Deadline, event: HttpEvent) {
    super(running, time);
    const { state } = running;
    this.#http = state.http ?? readHttpEvent(event);
    this.body = state.body;
    this.query = state.query ?? this.#http.query;
    this.path = state.path ?? this.#http.pathParameters;
    this.headers = state.headers ?? this.#http.headers;
    this.user = state.user;
    this.event = event;
  }

  get http(): HttpRequest {
    return this.#http;
  }
}
