import type middy from "@middy/core";
import type { Authenticator } from "./auth/authenticate.ts";
import type { Role } from "./auth/user.ts";
import type { CorsOptions } from "./http/cors.ts";
import type { HttpEvent, HttpResponse, TextMap } from "./http/http-event.ts";
import type { MediaType } from "./http/parse.ts";
import type { ProblemLayerOptions } from "./http/problem.ts";
import type { RateLimitOptions } from "./http/rate-limit.ts";
import type { Reply } from "./http/respond.ts";
import type { IdempotentOption } from "./idempotency/idempotent.ts";
import type { Log } from "./log/logger.ts";
import type { CountMetric } from "./metrics/metric.ts";
import type { Validator } from "./schema/validator.ts";
import type { RunSpan } from "./trace/span.ts";

/** What a handler of an HTTP route gets. */
export interface ApiRequest<
  Body = unknown,
  Query = TextMap,
  Path = TextMap,
  Headers = TextMap,
  Caller = undefined,
> {
  /** Parsed JSON, or text of another accepted kind; undefined where no body came. */
  body: Body;
  query: Query;
  path: Path;
  /** Names in lower case. */
  headers: Headers;
  /** Who calls; there whenever the route has `auth`. */
  user: Caller;
  requestId: string;
  log: Log;
  /** Counts a value; it is published when the request ends. */
  metric: CountMetric;
  /** Runs work inside of a span of the request's trace. */
  span: RunSpan;
  /** The gateway's event as it came. */
  event: HttpEvent;
  /** Aborts half a second before Lambda ends the invocation. */
  readonly signal: AbortSignal;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMs: () => number;
}

/** Options of `api`; every one may be left out. */
export interface ApiOptions<Body, Query, Path, Headers, Auth extends Authenticator | undefined, Output>
  extends ProblemLayerOptions {
  body?: Validator<Body>;
  query?: Validator<Query>;
  path?: Validator<Path>;
  headers?: Validator<Headers>;
  /** Checks what the handler returns; a misfit is a 500 that is logged with its pointers. */
  output?: Validator<Output>;
  /** Tells who calls; without it the route is open. */
  auth?: Auth;
  /** Who may call; by default everybody who is signed in. */
  roles?: readonly Role[];
  /** Which browser origins may call; without it no CORS header is sent. */
  cors?: CorsOptions;
  /** Kinds of body; by default JSON. */
  accept?: readonly MediaType[];
  /** The largest body in bytes; by default 65,536. */
  bodyLimit?: number;
  /** Gives a request with an `idempotency-key` its effect once and replays the result. */
  idempotent?: IdempotentOption;
  /** How many mutating requests of one principal are taken. */
  rateLimit?: RateLimitOptions;
  /** The status of an answer with a body; by default 200. */
  status?: number;
}

/** An ordinary Middy handler for HTTP events. */
export type ApiHandler = middy.MiddyfiedHandler<HttpEvent, HttpResponse>;

/** What a route's handler may return. */
export type ApiResult<Output> = Output | Reply<Output> | Promise<Output | Reply<Output>>;
