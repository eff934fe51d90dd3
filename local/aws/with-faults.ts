import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { Service } from "./service.ts";

/** The same service, whose in-process callers meet the faults that its clients meet over the wire. */
export function withFaults(service: Service, faults: Faults, clock: Clock): Service {
  return {
    name: service.name,
    target: service.target,
    jsonVersion: service.jsonVersion,
    errorPrefix: service.errorPrefix,
    operations: service.operations,
    replay: (change, at) => service.replay(change, at),
    async call(operation, input, signal) {
      const effects = faults.strike(service.name, operation);
      for (const effect of effects) {
        if (effect.kind === "latency")
          await new Promise<void>((resolve) => clock.schedule(clock.now() + effect.milliseconds, resolve));
        if (effect.kind === "error") throw new AwsError(effect.code, effect.message, effect.status);
      }
      const output = await service.call(operation, input, signal);
      if (effects.some(({ kind }) => kind === "dropReply"))
        throw new Error(`The reply of ${service.name} ${operation} was lost: a fault dropped it.`);
      return output;
    },
  };
}
