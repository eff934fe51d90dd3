import { type HttpResponse, readHttpEvent } from "../http/http-event.ts";
import { type ProblemMapper, toProblem } from "../http/problem.ts";
import type { Setup } from "../setup.ts";
import type { RequestState } from "../state.ts";
import { callSettings, lockMsOf } from "./call-settings.ts";
import type { IdempotencyBackend, IdempotentCall } from "./idempotency-backend.ts";
import type { IdempotentOptions } from "./idempotent-options.ts";
import type { RunIdempotently } from "./idempotently.ts";
import { isFinal, keptRefusal, markReplay, statusOf } from "./kept-answer.ts";
import { callerKey, payloadHash, principalOf, storedKey } from "./request-identity.ts";

/** Makes the runner of a route. */
export function runIdempotently(
  options: IdempotentOptions,
  setup: Setup,
  backend: IdempotencyBackend,
  problems?: ProblemMapper,
): RunIdempotently {
  const { ports } = setup;
  const callOf = callsOf(options, setup);
  return async (state, event, work) => {
    const call = callOf(state, event);
    if (call === undefined) return work();
    const guarded = options.keepRefusals ? keepingRefusals(work, problems) : { work, refusal: noRefusal };
    const { result, replayed } = await backend.run(call, guarded.work, ports);
    if (!replayed) return guarded.refusal(result as HttpResponse);
    state.log?.add({ replayed });
    return markReplay(result);
  };
}

function callsOf(options: IdempotentOptions, { service, ports }: Setup) {
  const settings = callSettings(options, ports);
  const { keepRefusals = false, required } = options;
  const scope = service ?? ports.environment.functionName ?? "";
  const keeps = (result: unknown) => isFinal(statusOf(result), keepRefusals);
  return (state: RequestState, event: unknown): IdempotentCall | undefined => {
    state.http ??= readHttpEvent(event);
    const { http } = state;
    const key = callerKey(http, required);
    if (key === undefined) return undefined;
    return {
      key: storedKey(scope, http, principalOf(options, state.user, event), key),
      payloadHash: payloadHash(http, event),
      token: settings.newToken(),
      lockMs: lockMsOf(options, state.deadline?.remainingMs()),
      store: settings.store,
      ttlMs: settings.ttlMs,
      whenStoreFails: settings.whenStoreFails,
      keeps,
    };
  };
}

const noRefusal = (answer: HttpResponse) => answer;

// A refusal that was thrown passes through the store as a value and is thrown again behind it, as it was.
function keepingRefusals(work: () => Promise<HttpResponse>, problems: ProblemMapper | undefined) {
  let thrown: { readonly error: unknown } | undefined;
  return {
    async work(): Promise<unknown> {
      try {
        return await work();
      } catch (error) {
        const problem = toProblem(error, problems);
        if (!isFinal(problem.status, true) || problem.retryable) throw error;
        thrown = { error };
        return keptRefusal(problem);
      }
    },
    refusal(answer: HttpResponse): HttpResponse {
      if (thrown !== undefined) throw thrown.error;
      return answer;
    },
  };
}
