import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import { partialFailure } from "./faults/partial-failure.ts";
import { internalError, throttlingError } from "./faults/service-errors.ts";
import type { FaultEffect, Faults } from "./faults.ts";
import { ReplyDropped } from "./reply-dropped.ts";
import type { Service } from "./service.ts";

type Input = Record<string, unknown>;

/**
 * The same service, whose callers meet faults: latency first, then errors, each in the order of injection.
 * A lost reply is a ReplyDropped.
 */
export function withFaults(service: Service, faults: Faults, clock: Clock): Service {
  const { name } = service;
  async function struck(
    effects: readonly FaultEffect[],
    operation: string,
    input: Input,
    signal?: AbortSignal,
  ) {
    await beforeCall(effects, { faults, clock, service: name, operation });
    const partial = effects.find((effect) => effect.kind === "partialFailure");
    const output = partial
      ? await partialFailure({
          operation,
          input,
          fails: () => faults.random() < (partial.share ?? 0.5),
          code: partial.code ?? "InternalError",
          call: (rest) => service.call(operation, rest, signal),
        })
      : await service.call(operation, input, signal);
    checkReply(effects, name, operation);
    return output;
  }
  return {
    ...service,
    call(operation, input, signal) {
      const effects = faults.strike(name, operation, input);
      if (effects.length === 0) return service.call(operation, input, signal);
      return struck(effects, operation, input, signal);
    },
  };
}

/** What a call meets on its way in. @throws AwsError of the first effect that is an error. */
export async function beforeCall(
  effects: readonly FaultEffect[],
  call: { faults: Faults; clock: Clock; service: string; operation: string },
): Promise<void> {
  const { faults, clock, service, operation } = call;
  for (const effect of effects) {
    if (effect.kind === "latency") await sleep(clock, faults.draw(effect.milliseconds));
    if (effect.kind === "throttle") throw throttlingError(service, operation);
    if (effect.kind === "internalError") throw internalError(service);
    if (effect.kind === "error") throw new AwsError(effect.code, effect.message, effect.status);
  }
}

/** What a reply meets on its way out. @throws ReplyDropped */
export function checkReply(effects: readonly FaultEffect[], service: string, operation: string): void {
  if (effects.some(({ kind }) => kind === "dropReply"))
    throw new ReplyDropped(`The reply of ${service} ${operation} was lost: a fault dropped it.`);
}

const sleep = (clock: Clock, milliseconds: number) =>
  new Promise<void>((resolve) => clock.schedule(clock.now() + milliseconds, resolve));
