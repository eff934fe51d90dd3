import type { HttpResponse } from "../http/http-event.ts";
import type { ProblemMapper } from "../http/problem.ts";
import { isPromise } from "../schema/check.ts";
import type { Setup } from "../setup.ts";
import type { RequestState } from "../state.ts";
import type { IdempotentOptions } from "./idempotent-options.ts";
import { later } from "./later.ts";
import { runIdempotently } from "./run-idempotently.ts";

/** Runs an HTTP handler once a key; a replay carries `idempotency-replayed: true`. */
export type RunIdempotently = (
  state: RequestState,
  event: unknown,
  work: () => Promise<HttpResponse>,
) => Promise<HttpResponse>;

/** Makes the runner of a route; the mode's tools are loaded with the first request. */
export function idempotently(
  option: true | IdempotentOptions,
  setup: Setup,
  problems?: ProblemMapper,
): RunIdempotently {
  if (setup.ports.environment.idempotencyDisabled) return (_state, _event, work) => work();
  const options: IdempotentOptions = option === true ? {} : option;
  const runner = later(async () =>
    runIdempotently(options, setup, await setup.tools.idempotency(), problems),
  );
  return (state, event, work) => {
    const run = runner();
    return isPromise(run) ? run.then((ready) => ready(state, event, work)) : run(state, event, work);
  };
}
