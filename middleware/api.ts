import middy from "@middy/core";
import type { ApiHandler, ApiOptions, ApiRequest, ApiResult } from "./api-types.ts";
import { type Authenticator, authenticate, type CallerOf } from "./auth/authenticate.ts";
import type { User } from "./auth/user.ts";
import { context } from "./context.ts";
import { deadline } from "./deadline.ts";
import { cors } from "./http/cors.ts";
import type { HttpEvent, HttpResponse, TextMap } from "./http/http-event.ts";
import { checkParseOptions, parse } from "./http/parse.ts";
import { problemOptionNames, problemWith } from "./http/problem.ts";
import { checkRateLimit, rateLimit } from "./http/rate-limit.ts";
import { toResponse } from "./http/respond.ts";
import { checkIdempotent, idempotently } from "./idempotency/idempotent.ts";
import type { Layer, LayerRequest } from "./layer.ts";
import { logWith } from "./log/log.ts";
import { metric } from "./metrics/metric.ts";
import { checkOptions, pick, requireOption } from "./options.ts";
import { checkValidators, validate, validateOptionNames } from "./schema/validate.ts";
import { type Setup, setupOf } from "./setup.ts";
import { requireRunning, settle, wrap } from "./stack.ts";
import { attachState } from "./state.ts";
import { span } from "./trace/span.ts";
import { traceWith } from "./trace/trace.ts";

type AnyApiOptions = ApiOptions<unknown, unknown, unknown, unknown, Authenticator | undefined, unknown>;
type AnyApiRequest = ApiRequest<unknown, unknown, unknown, unknown, User | undefined>;
// What a handler asks for is what its options promise, which only the overloads can tell.
type AnyApiHandler = (request: never) => unknown;

const parseOptionNames: readonly string[] = ["accept", "bodyLimit"];
const optionNames: readonly string[] = [
  ...problemOptionNames,
  ...validateOptionNames,
  ...parseOptionNames,
  "auth",
  "roles",
  "cors",
  "idempotent",
  "rateLimit",
  "status",
];

/** Wraps the handler of an HTTP route into the stack. */
export function api<Output = unknown>(handler: (request: ApiRequest) => ApiResult<Output>): ApiHandler;
export function api<
  Body = unknown,
  Query = TextMap,
  Path = TextMap,
  Headers = TextMap,
  Caller extends User = never,
  Output = unknown,
>(
  options: ApiOptions<Body, Query, Path, Headers, Authenticator<Caller> | undefined, Output>,
  handler: (request: ApiRequest<Body, Query, Path, Headers, CallerOf<Caller>>) => ApiResult<NoInfer<Output>>,
): ApiHandler;
export function api(first: AnyApiOptions | AnyApiHandler, second?: AnyApiHandler): ApiHandler {
  const [options, handler] = typeof first === "function" ? [{}, first] : [first, second];
  checkApiOptions(options, handler);
  const setup = setupOf("api", options);
  const edge = edgeLayers(options, setup);
  const checked = validate(pick(options, validateOptionNames));
  const inner = middy<HttpEvent, HttpResponse>(answerWith(handler, options, checked, setup), {
    timeoutEarlyInMillis: 0,
    // Middy hands its request over, though its types do not say so.
    requestStart: attachState as () => void,
  });
  inner.use([...edge, ...inputLayers(options), { before: checked.before }]);
  return wrap(inner, (event, lambdaContext) => settle(inner, edge, event, lambdaContext));
}

function checkApiOptions(options: AnyApiOptions, handler: unknown): asserts handler is AnyApiHandler {
  checkOptions("api", options, optionNames);
  checkParseOptions("api", options);
  checkValidators("api", options);
  checkRateLimit("api", options.rateLimit);
  checkIdempotent("api", options.idempotent);
  requireOption(typeof handler === "function", "api", "the last argument must be the handler function.");
  const guarded = options.roles === undefined || options.auth !== undefined;
  requireOption(guarded, "api", '"roles" needs "auth": nobody has a role without signing in.');
}

// From the outside in; each one sees every response, also those of errors.
function edgeLayers(options: AnyApiOptions, setup: Setup): Layer[] {
  return [
    context(pick(options, ["ports"])),
    traceWith(setup),
    logWith(setup),
    ...(options.cors === undefined ? [] : [cors(options.cors)]),
    problemWith(setup, options),
  ];
}

function inputLayers({ auth, roles, body, rateLimit: limit, ...options }: AnyApiOptions): Layer[] {
  const read = parse({
    ...pick(options, parseOptionNames),
    strict: body !== undefined || options.accept !== undefined,
  });
  return [
    ...(auth === undefined ? [] : [authenticate(roles === undefined ? { auth } : { auth, roles })]),
    ...(limit === undefined ? [] : [rateLimit({ ...pick(options, ["ports"]), ...limit })]),
    read,
  ];
}

function answerWith(handler: AnyApiHandler, options: AnyApiOptions, checked: Layer, setup: Setup) {
  const { status = 200, idempotent } = options;
  const answer = async (request: AnyApiRequest): Promise<HttpResponse> => {
    const value = await handler(request as never);
    // Before foreign layers see the response: they expect it in the gateway's form.
    await checked.after?.({ response: value } as LayerRequest);
    return toResponse(value, status);
  };
  if (!idempotent)
    return (event: HttpEvent, lambdaContext: unknown) => answer(argument(event, lambdaContext, setup));
  const run = idempotently(idempotent, setup);
  return (event: HttpEvent, lambdaContext: unknown) => {
    const request = argument(event, lambdaContext, setup);
    return run(requireRunning().state, event, () => answer(request));
  };
}

function argument(event: HttpEvent, lambdaContext: unknown, { ports }: Setup): AnyApiRequest {
  const { state, context, log } = requireRunning();
  const time = deadline(lambdaContext, ports.timer);
  state.deadline = time;
  return {
    body: state.body,
    query: state.query,
    path: state.path,
    headers: state.headers,
    user: state.user,
    requestId: context.requestId,
    log,
    metric,
    span,
    event,
    remainingMs: time.remainingMs,
    get signal() {
      return time.signal;
    },
  };
}
