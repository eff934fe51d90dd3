import { contextOf, httpOf } from "../context.ts";
import { deadline } from "../deadline.ts";
import type { HttpResponse } from "../http/http-event.ts";
import type { Layer } from "../layer.ts";
import { pick } from "../options.ts";
import { type SetupOptions, setupOf, setupOptionNames } from "../setup.ts";
import { stateOf } from "../state.ts";
import { checkIdempotent, type IdempotentOptions } from "./idempotent-options.ts";
import { idempotently } from "./idempotently.ts";

/** Options of the idempotent layer. */
export type IdempotentLayerOptions = IdempotentOptions & SetupOptions;

/** The half of a run that waits for the handler behind the layer. */
interface Waiting {
  readonly handler: PromiseWithResolvers<HttpResponse>;
  readonly run: Promise<HttpResponse>;
}

/**
 * The layer that gives a request with an `idempotency-key` its effect once. In a stack of your own use it last, next
 * to the handler: a layer behind it that answers early would leave the key locked until its lock runs out.
 */
export function idempotent(options: IdempotentLayerOptions = {}): Layer {
  const setup = setupOf("idempotent", pick(options, setupOptionNames));
  const own = Object.fromEntries(
    Object.entries(options).filter(([name]) => !setupOptionNames.includes(name)),
  );
  checkIdempotent("idempotent", own);
  const run = idempotently(own, setup);
  const waiting = new WeakMap<object, Waiting>();
  return {
    async before(request) {
      const state = stateOf(request);
      contextOf(request, setup.ports);
      httpOf(request);
      state.deadline ??= deadline(request.context, setup.ports.timer);
      const handler = Promise.withResolvers<HttpResponse>();
      const started = Promise.withResolvers<undefined>();
      const running = run(state, request.event, () => {
        started.resolve(undefined);
        return handler.promise;
      });
      // Whoever ends first: the earlier call's answer or problem, or the news that the handler shall run.
      const answer = await Promise.race([running, started.promise]);
      if (answer !== undefined) return answer;
      waiting.set(request, { handler, run: running });
      return undefined;
    },
    async after(request) {
      const own = waiting.get(request);
      own?.handler.resolve(request.response as HttpResponse);
      await own?.run;
    },
    async onError(request) {
      const own = waiting.get(request);
      own?.handler.reject(request.error);
      await own?.run.catch(() => undefined);
    },
  };
}
