import type { ProblemMapper } from "../http/problem.ts";
import { checkRecordOnce, type RecordOnceOption } from "../idempotency/record-once-options.ts";
import { checkOptions, requireOption } from "../options.ts";
import type { Infer, Schema } from "../schema/schema.ts";
import { type SetupOptions, setupOptionNames } from "../setup.ts";
import type { WorkTools } from "../work-tools.ts";
import type { QueueRecord } from "./queue-event.ts";

/** What a handler of queue records gets, once for each record. */
export interface QueueRequest<Message = unknown> extends WorkTools {
  /** The parsed and validated body. */
  message: Message;
  record: QueueRecord;
  /** How often the record has been delivered, this time included. */
  receiveCount: number;
}

/** Options of `batch` and `queue`; every one may be left out. */
export interface QueueOptions<Message extends Schema | undefined = undefined> extends SetupOptions {
  /** The schema of a message's body. */
  message?: Message;
  /** How many records run at the same time; by default all of them. Those of a FIFO group run in order. */
  concurrency?: number;
  /**
   * Whether each message is worked on once: `true` goes by the message's id, a function by what it names. A record
   * whose work is done is taken off the queue without another run.
   */
  idempotent?: RecordOnceOption<MessageOf<Message>>;
  problems?: ProblemMapper;
}

/** The type of a message that its schema has let pass. */
export type MessageOf<S> = [S] extends [undefined] ? unknown : Infer<S>;

/** Handles one record. */
export type QueueHandler<Message = unknown> = (request: QueueRequest<Message>) => unknown;

const optionNames: readonly string[] = [
  ...setupOptionNames,
  "message",
  "concurrency",
  "idempotent",
  "problems",
];

/** @throws Error on an unknown option or one with a value that makes no sense. */
export function checkQueueOptions(options: QueueOptions<Schema | undefined>, handler: unknown): void {
  const { concurrency = 1 } = options;
  checkOptions("queue", options, optionNames);
  checkRecordOnce("queue", options.idempotent);
  requireOption(typeof handler === "function", "queue", "the last argument must be the handler function.");
  requireOption(
    Number.isInteger(concurrency) && concurrency > 0,
    "queue",
    "concurrency must be a whole number above 0.",
  );
}
