import type { ProblemMapper } from "../http/problem.ts";
import type { Log } from "../log/logger.ts";
import type { CountMetric } from "../metrics/metric.ts";
import { checkOptions, requireOption } from "../options.ts";
import type { Validator } from "../schema/validator.ts";
import { type SetupOptions, setupOptionNames } from "../setup.ts";
import type { RunSpan } from "../trace/span.ts";
import type { QueueRecord } from "./queue-event.ts";

/** What a handler of queue records gets, once for each record. */
export interface QueueRequest<Message = unknown> {
  /** The parsed and validated body. */
  message: Message;
  /** The id that came with the message. */
  requestId: string;
  log: Log;
  /** Counts a value; it is published when the record ends. */
  metric: CountMetric;
  /** Runs work inside of a span of the record's trace. */
  span: RunSpan;
  record: QueueRecord;
  /** How often the record has been delivered, this time included. */
  receiveCount: number;
  /** Aborts half a second before Lambda ends the invocation. */
  readonly signal: AbortSignal;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMs: () => number;
}

/** Options of `batch` and `queue`; every one may be left out. */
export interface QueueOptions<Message> extends SetupOptions {
  message?: Validator<Message>;
  /** How many records run at the same time; by default all of them. A FIFO queue's records run in order. */
  concurrency?: number;
  problems?: ProblemMapper;
}

/** Handles one record. */
export type QueueHandler<Message> = (request: QueueRequest<Message>) => unknown;

const optionNames: readonly string[] = [...setupOptionNames, "message", "concurrency", "problems"];

/** @throws Error on an unknown option or one with a value that makes no sense. */
export function checkQueueOptions<Message>(options: QueueOptions<Message>, handler: unknown): void {
  const { message, concurrency = 1 } = options;
  checkOptions("queue", options, optionNames);
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
