import type { QueueRecord } from "../queue/queue-event.ts";
import type { Setup } from "../setup.ts";
import { sha256 } from "../sha256.ts";
import { callSettings, lockMsOf } from "./call-settings.ts";
import type { IdempotencyBackend } from "./idempotency-backend.ts";
import type { RunRecordOnce } from "./record-once.ts";
import type { RecordOnceOptions } from "./record-once-options.ts";

/** Makes the runner of a queue. */
export function runRecordOnce(
  options: RecordOnceOptions<never>,
  { service, ports }: Setup,
  backend: IdempotencyBackend,
): RunRecordOnce {
  const { newToken, ...settings } = callSettings(options, ports);
  const scope = service ?? ports.environment.functionName ?? "";
  return async (record, message, work, remainingMs) => {
    const name = nameOf(record, message, options);
    const call = {
      ...settings,
      key: sha256(JSON.stringify([scope, record.eventSourceARN ?? "", name])),
      payloadHash: samePayload,
      token: newToken(),
      lockMs: lockMsOf(options, remainingMs),
      keeps: always,
    };
    const { replayed } = await backend.run(call, () => work().then(nothing), ports);
    return replayed ? "duplicate" : "done";
  };
}

// The name alone says what the work is: a message that was sent again may differ in its time of sending.
const samePayload = "";
const always = () => true;
const nothing = () => undefined;

/** @throws Error where nobody names the work: records without a name would pass for each other. */
function nameOf(record: QueueRecord, message: unknown, { key }: RecordOnceOptions<never>): readonly string[] {
  if (key === undefined) return ["message", named(record.messageId, "the record has no messageId.")];
  return ["key", named(key(message as never, record), "idempotent.key() told no name; let it return text.")];
}

function named(name: unknown, complaint: string): string {
  if (typeof name === "string" && name !== "") return name;
  throw new Error(`queue(): ${complaint}`);
}
