import {
  IdempotencyConfig,
  IdempotencyPersistenceLayerError,
  makeIdempotent,
} from "@aws-lambda-powertools/idempotency";
import { newAttempt } from "../idempotency/attempt.ts";
import type { IdempotencyBackend } from "../idempotency/idempotency-backend.ts";
import { AttemptPersistence, type PowertoolsRun } from "./attempt-persistence.ts";

/** The stack reads `POWERTOOLS_IDEMPOTENCY_DISABLED` itself, for both modes. */
class EnabledConfig extends IdempotencyConfig {
  override isEnabled(): boolean {
    return true;
  }
}

const workFailed = new Error("The work failed; its error stands in the run.");

const runOnce = makeIdempotent(doWork, {
  persistenceStore: new AttemptPersistence(),
  config: new EnabledConfig({}),
});

/** Results kept and replayed through Powertools' `makeIdempotent`, which takes each call through our steps. */
export const powertoolsIdempotency: IdempotencyBackend = {
  async run(call, work, ports) {
    const run: PowertoolsRun = { attempt: newAttempt(call, ports), work };
    try {
      const result = await runOnce(run);
      return { result, replayed: run.earlier !== undefined };
    } catch (error) {
      throw originalOf(error, run);
    }
  },
};

// Powertools would run the work again on an error of a certain name, and replace what is no Error.
async function doWork(run: PowertoolsRun): Promise<unknown> {
  try {
    return await run.work();
  } catch (error) {
    run.failure = { error };
    throw workFailed;
  }
}

// Powertools wraps what its persistence throws.
function originalOf(error: unknown, { failure }: PowertoolsRun): unknown {
  if (failure !== undefined) return failure.error;
  return error instanceof IdempotencyPersistenceLayerError ? error.cause : error;
}
