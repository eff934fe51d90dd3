import type middy from "@middy/core";
import type { Authenticator } from "./auth/authenticate.ts";
import type { Role } from "./auth/user.ts";
import type { CompressOptions } from "./http/compress.ts";
import type { CorsOptions } from "./http/cors.ts";
import type { HttpEvent, HttpResponse, TextMap } from "./http/http-event.ts";
import type { MediaType } from "./http/parse.ts";
import type { ProblemLayerOptions } from "./http/problem.ts";
import type { RateLimitOptions } from "./http/rate-limit.ts";
import type { Reply } from "./http/respond.ts";
import type { IdempotentOption } from "./idempotency/idempotent-options.ts";
import type { Infer, InferInput, Schema } from "./schema/schema.ts";
import type { WorkTools } from "./work-tools.ts";

/** What a handler of an HTTP route gets. */
export interface ApiRequest<
  Body = unknown,
  Query = TextMap,
  Path = TextMap,
  Headers = TextMap,
  Caller = undefined,
> extends WorkTools {
  /** Parsed JSON, or text of another accepted kind; undefined where no body came. */
  body: Body;
  query: Query;
  path: Path;
  /** Names in lower case. */
  headers: Headers;
  /** Who calls; there whenever the route has `auth`. */
  user: Caller;
  /** The gateway's event as it came. */
  event: HttpEvent;
}

/** What may stand where a schema may be left out. */
export type MaybeSchema = Schema | undefined;

/** Options of `api`; every one may be left out. The types of schemas decide on the types of the handler. */
export interface ApiOptions<
  Body extends MaybeSchema = undefined,
  Query extends MaybeSchema = undefined,
  Path extends MaybeSchema = undefined,
  Headers extends MaybeSchema = undefined,
  Auth extends Authenticator | undefined = undefined,
  Output extends MaybeSchema = undefined,
> extends ProblemLayerOptions {
  body?: Body;
  /** Values come as text; a JSON Schema turns them into its types and fills in defaults. */
  query?: Query;
  /** As `query`. */
  path?: Path;
  /** As `query`; names are in lower case. */
  headers?: Headers;
  /** Checks what the handler returns; a misfit is a 500 that is logged with its pointers. */
  output?: Output;
  /** Tells who calls; without it the route is open. */
  auth?: Auth;
  /** Who may call; by default everybody who is signed in. */
  roles?: readonly Role[];
  /** Which browser origins may call; without it no CORS header is sent. */
  cors?: CorsOptions;
  /** Sends text and JSON as gzip to those who take it. */
  compress?: boolean | CompressOptions;
  /** Kinds of body; by default JSON. */
  accept?: readonly MediaType[];
  /** The largest body in bytes; by default 65,536. */
  bodyLimit?: number;
  /** Takes bodies with `content-encoding: gzip` too, inflated to at most `bodyLimit` bytes. */
  gzip?: boolean;
  /** Gives a request with an `idempotency-key` its effect once and replays the result. */
  idempotent?: IdempotentOption;
  /** How many mutating requests of one principal are taken. */
  rateLimit?: RateLimitOptions;
  /** The status of an answer with a body; by default 200. */
  status?: number;
}

/** The type of a part that its schema has let pass, or `Otherwise` where it has none. */
export type Part<S, Otherwise> = [S] extends [undefined] ? Otherwise : Infer<S>;

/** The type that a handler has to return for its output schema. */
export type Returned<S> = [S] extends [undefined] ? unknown : InferInput<S>;

/** An ordinary Middy handler for HTTP events. */
export type ApiHandler = middy.MiddyfiedHandler<HttpEvent, HttpResponse>;

/** What a route's handler may return. */
export type ApiResult<Output> = Output | Reply<Output> | Promise<Output | Reply<Output>>;
