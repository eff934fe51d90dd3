import type { QueueRecord } from "../queue/queue-event.ts";
import { isPromise } from "../schema/check.ts";
import type { Setup } from "../setup.ts";
import { later } from "./later.ts";
import type { MessageKey, RecordOnceOptions } from "./record-once-options.ts";
import { runRecordOnce } from "./run-record-once.ts";

/**
 * Does a record's work, unless it is done already: a `duplicate`. `remainingMs` is what the invocation has left.
 * @throws Problem `request-in-flight` (409) where another delivery is at work: the record fails, so that SQS delivers
 * it again; `idempotency-unavailable` (503) where the store fails. What the work throws is thrown on.
 */
export type RunRecordOnce = (
  record: QueueRecord,
  message: unknown,
  work: () => Promise<unknown>,
  remainingMs: number,
) => Promise<"done" | "duplicate">;

/** Makes the runner of a queue; the mode's tools are loaded with the first record. */
export function recordOnce(
  option: true | MessageKey<never> | RecordOnceOptions<never>,
  setup: Setup,
): RunRecordOnce {
  if (setup.ports.environment.idempotencyDisabled) return withoutStore;
  const runner = later(async () => runRecordOnce(optionsOf(option), setup, await setup.tools.idempotency()));
  return (...given) => {
    const run = runner();
    return isPromise(run) ? run.then((ready) => ready(...given)) : run(...given);
  };
}

const withoutStore: RunRecordOnce = async (_record, _message, work) => {
  await work();
  return "done";
};

function optionsOf(option: true | MessageKey<never> | RecordOnceOptions<never>): RecordOnceOptions<never> {
  if (option === true) return {};
  return typeof option === "function" ? { key: option } : option;
}
