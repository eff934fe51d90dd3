import type { HttpResponse } from "../http/http-event.ts";
import type { Setup } from "../setup.ts";
import type { RequestState } from "../state.ts";
import type { IdempotencyStore } from "./idempotency-store.ts";

/** Options of idempotency for HTTP routes. */
export interface IdempotentOptions {
  /** Where keys and results are kept; by default in this container's memory, which other containers do not see. */
  store?: IdempotencyStore;
  /** How long a result is replayed; by default 86,400 seconds. */
  ttlSeconds?: number;
  /** Whether a request without the header is refused (400); by default it just runs. */
  required?: boolean;
}

/** What may stand as the option `idempotent`. */
export type IdempotentOption = boolean | IdempotentOptions;

/** Runs an HTTP handler once a key; a replay carries `idempotency-replayed: true`. */
export type RunIdempotently = (
  state: RequestState,
  event: unknown,
  work: () => Promise<HttpResponse>,
) => Promise<HttpResponse>;

/** @throws Error where an option has a value that makes no sense. */
export function checkIdempotent(_owner: string, _option: IdempotentOption | undefined): void {}

/** Makes the runner of a route. */
export function idempotently(_option: IdempotentOption | undefined, _setup: Setup): RunIdempotently {
  return (_state, _event, work) => work();
}
