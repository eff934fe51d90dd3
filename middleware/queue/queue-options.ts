import type { ProblemMapper } from "../http/problem.ts";
import { checkLogOptions, type LogOptions, logOptionNames } from "../log/log.ts";
import type { Log } from "../log/logger.ts";
import { checkOptions, requireOption } from "../options.ts";
import type { Validator } from "../schema/validator.ts";
import type { QueueRecord } from "./queue-event.ts";

/** What a handler of queue records gets, once for each record. */
export interface QueueRequest<Message = unknown> {
  /** The parsed and validated body. */
  message: Message;
  /** The id that came with the message. */
  requestId: string;
  log: Log;
  record: QueueRecord;
  /** How often the record has been delivered, this time included. */
  receiveCount: number;
  /** Aborts half a second before Lambda ends the invocation. */
  readonly signal: AbortSignal;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMs: () => number;
}

/** Options of `batch` and `queue`; every one may be left out. */
export interface QueueOptions<Message> extends LogOptions {
  message?: Validator<Message>;
  /** How many records run at the same time; by default all of them. A FIFO queue's records run in order. */
  concurrency?: number;
  problems?: ProblemMapper;
}

/** Handles one record. */
export type QueueHandler<Message> = (request: QueueRequest<Message>) => unknown;

const optionNames: readonly string[] = [...logOptionNames, "message", "concurrency", "problems"];

/** @throws Error on an unknown option or one with a value that makes no sense. */
export function checkQueueOptions<Message>(options: QueueOptions<Message>, handler: unknown): void {
  const { message, concurrency = 1 } = options;
  checkOptions("queue", options, optionNames);
  checkLogOptions("queue", options);
  requireOption(typeof handler === "function", "queue", "the last argument must be the handler function.");
  requireOption(
    message === undefined || typeof message === "function",
    "queue",
    '"message" must be a validator function; build the schema into one ahead.',
  );
  requireOption(
    Number.isInteger(concurrency) && concurrency > 0,
    "queue",
    "concurrency must be a whole number above 0.",
  );
}
