import { requireOption } from "../options.ts";
import type { QueueRecord } from "../queue/queue-event.ts";
import { checkStoreOptions, type StoreOptions } from "./store-options.ts";

/** Names the work that a message asks for: of two messages with the same name in a queue only one is worked on. */
export type MessageKey<Message = unknown> = (message: Message, record: QueueRecord) => string;

/** Options of idempotency for queues. */
export interface RecordOnceOptions<Message = unknown> extends StoreOptions {
  /** By default the message's id, which is the same each time SQS delivers it. */
  key?: MessageKey<Message>;
}

/** What may stand as the option `idempotent` of a queue. */
export type RecordOnceOption<Message = unknown> = boolean | MessageKey<Message> | RecordOnceOptions<Message>;

/** @throws Error on an unknown option or one with a value that makes no sense. */
export function checkRecordOnce(owner: string, option: RecordOnceOption<never> | undefined): void {
  if (option === undefined || typeof option === "boolean" || typeof option === "function") return;
  const isObject = typeof option === "object" && option !== null;
  requireOption(
    isObject,
    owner,
    "idempotent must be true, a function of the message or an object of options.",
  );
  checkStoreOptions(owner, option, ["key"]);
  const { key } = option;
  requireOption(
    key === undefined || typeof key === "function",
    owner,
    "idempotent.key must be a function of the message and its record that names the work.",
  );
}
