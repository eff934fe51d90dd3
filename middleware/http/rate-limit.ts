import { contextOf, httpOf } from "../context.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { type Ports, portNames, resolvePorts } from "../ports.ts";
import { isPromise } from "../schema/check.ts";
import { sha256 } from "../sha256.ts";
import { stateOf } from "../state.ts";
import { fields } from "./http-event.ts";
import { memoryRateLimit } from "./memory-rate-limit.ts";
import { Problem } from "./problem-error.ts";
import type { RateLimitStore, RateLimitVerdict } from "./rate-limit-store.ts";

/** Options of the rate limit: a token bucket for each principal. */
export interface RateLimitOptions {
  /** How many requests may come at once, from 1 on. */
  burst: number;
  /** How many requests a second are allowed in the long run. */
  perSecond: number;
  /** Where the buckets stand; by default in this container's memory, which other containers do not see. */
  store?: RateLimitStore;
  /** Whose bucket it is; by default the signed-in user's, else the caller's address. */
  principal?: (event: unknown) => string;
  ports?: Ports;
}

const optionNames: readonly string[] = ["burst", "perSecond", "store", "principal", "ports"];
const safeMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/**
 * The layer that refuses more mutating requests of one principal than agreed: 429 with `Retry-After`. Requests that
 * change nothing pass. Where the store fails, requests pass too and their line says `rateLimit: "unavailable"`.
 */
export function rateLimit(options: RateLimitOptions): Layer {
  checkRateLimit("rateLimit", options);
  const { burst, perSecond, principal, store = memoryRateLimit() } = options;
  const ports = resolvePorts(options.ports);
  return {
    before(request) {
      if (safeMethods.includes(httpOf(request).method)) return undefined;
      contextOf(request, ports);
      const key = principal === undefined ? principalOf(request) : `named:${principal(request.event)}`;
      const taken = take(store, request, { key: sha256(key), burst, perSecond, now: ports.now() });
      return isPromise(taken) ? taken.then(refuse) : refuse(taken);
    },
  };
}

/** @throws Error where an option has a value that makes no sense. */
export function checkRateLimit(owner: string, options: RateLimitOptions | undefined): void {
  if (options === undefined) return;
  const { burst, perSecond, store, principal } = options;
  checkOptions(owner, options, optionNames, "rateLimit.");
  checkOptions(owner, options.ports, portNames, "ports.");
  const require = (holds: boolean, reason: string) => requireOption(holds, owner, reason);
  require(Number.isInteger(burst) && burst > 0, "rateLimit.burst must be a whole number above 0.");
  require(Number.isFinite(perSecond) && perSecond > 0, "rateLimit.perSecond must be a number above 0.");
  require(store === undefined ||
    typeof store.take === "function", "rateLimit.store must have a method take.");
  require(principal === undefined ||
    typeof principal === "function", "rateLimit.principal must be a function of the event.");
}

type Taking = Parameters<RateLimitStore["take"]>[0];

// A limit protects from too much; when it cannot be checked, the work itself goes first.
function take(
  store: RateLimitStore,
  request: LayerRequest,
  taking: Taking,
): RateLimitVerdict | Promise<RateLimitVerdict> {
  const unavailable = (): RateLimitVerdict => {
    stateOf(request).log?.add({ rateLimit: "unavailable" });
    return { allowed: true, retryAfterMs: 0 };
  };
  try {
    const verdict = store.take(taking);
    return isPromise(verdict) ? verdict.catch(unavailable) : verdict;
  } catch {
    return unavailable();
  }
}

function refuse({ allowed, retryAfterMs }: RateLimitVerdict): undefined {
  if (allowed) return undefined;
  throw new Problem("too-many-requests", {
    status: 429,
    title: "Too many requests",
    detail: "Wait as long as Retry-After says, then send the request again.",
    retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)),
  });
}

function principalOf(request: LayerRequest): string {
  const { user } = stateOf(request);
  return user === undefined ? `address:${addressOf(request.event)}` : `user:${user.sub}`;
}

// What the gateway saw, not what a header claims.
function addressOf(event: unknown): string {
  const { http, identity } = fields(fields(event).requestContext);
  const address = fields(http).sourceIp ?? fields(identity).sourceIp;
  return typeof address === "string" ? address : "";
}
