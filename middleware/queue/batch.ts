import { type RunRecordOnce, recordOnce } from "../idempotency/record-once.ts";
import { isPromise } from "../schema/check.ts";
import type { Schema } from "../schema/schema.ts";
import { type Setup, setupOf } from "../setup.ts";
import { type Running, requireRunning } from "../stack.ts";
import type { RequestState } from "../state.ts";
import { endBatchTrace, startBatchTrace } from "../trace/batch-trace.ts";
import { runWork } from "../work.ts";
import { ToolsOf } from "../work-tools.ts";
import { type BatchTime, batchTime } from "./batch-time.ts";
import {
  type QueueEvent,
  type QueueRecord,
  type QueueResult,
  queueNameOf,
  receiveCountOf,
  recordIds,
  requireRecords,
} from "./queue-event.ts";
import {
  checkQueueOptions,
  type MessageOf,
  type QueueHandler,
  type QueueOptions,
  type QueueRequest,
} from "./queue-options.ts";
import { messageReader, type ReadMessage } from "./read-message.ts";
import { runRecords } from "./run-records.ts";

type AnyHandler = (request: never) => unknown;
type AnyOptions = QueueOptions<Schema | undefined>;

/** What Lambda calls for a batch. */
export type BatchLambda = (event: QueueEvent, lambdaContext: unknown) => Promise<QueueResult>;

/**
 * Makes a Lambda handler for SQS that calls `handler` once a record, each with its own ids and log, and reports the
 * records that failed. The mapping needs `functionResponseType: ReportBatchItemFailures`
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export function batch(handler: QueueHandler): BatchLambda;
export function batch<const Message extends Schema | undefined = undefined>(
  options: QueueOptions<Message>,
  handler: QueueHandler<MessageOf<Message>>,
): BatchLambda;
export function batch(first: AnyOptions | AnyHandler, second?: AnyHandler): BatchLambda {
  const [options, handler] = typeof first === "function" ? [{} as AnyOptions, first] : [first, second];
  checkQueueOptions(options, handler);
  const setup = setupOf("queue", options);
  const { idempotent, message } = options;
  const shared = {
    options,
    handler: handler as AnyHandler,
    setup,
    read: messageReader(message),
    once: idempotent ? recordOnce(idempotent, setup) : undefined,
  };
  return async (event, lambdaContext) => {
    const records = requireRecords(event);
    const time = batchTime(lambdaContext, setup.ports.timer);
    try {
      return await runBatch(records, { ...shared, time, lambdaContext });
    } finally {
      time.end();
    }
  };
}

/** What all records of one invocation share. */
interface Batch {
  readonly options: AnyOptions;
  readonly handler: AnyHandler;
  readonly setup: Setup;
  readonly read: ReadMessage;
  readonly once: RunRecordOnce | undefined;
  readonly time: BatchTime;
  readonly lambdaContext: unknown;
}

async function runBatch(records: readonly QueueRecord[], batch: Batch): Promise<QueueResult> {
  const begun = startBatchTrace(records, batch.lambdaContext, batch.setup);
  const trace = begun instanceof Promise ? await begun : begun;
  const concurrency = batch.options.concurrency ?? records.length;
  const failed = await runRecords(records, concurrency, (record) => runRecord(record, batch));
  if (trace !== undefined) endBatchTrace(trace, records.length, failed.size);
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

async function runRecord(record: QueueRecord, batch: Batch): Promise<boolean> {
  const { setup, options, lambdaContext } = batch;
  const own = {
    messageId: record.messageId,
    queue: queueNameOf(record),
    receiveCount: receiveCountOf(record),
  };
  const { state } = await runWork(setup, {
    kind: "record",
    ids: recordIds(record, setup.ports.traceHeader),
    lambdaContext,
    problems: options.problems,
    own,
    run: async () => handle(record, batch),
  });
  return state.problem === undefined;
}

function handle(record: QueueRecord, batch: Batch): unknown {
  const { handler, read, time, once } = batch;
  time.requireTime();
  const running = requireRunning();
  const work = (message: unknown) => handler(new RecordArgument(running, time, record, message) as never);
  const call = once === undefined ? work : callOnce(once, record, work, running.state, time);
  const message = read(record);
  // Around the key too: work that the batch does not wait for still holds it.
  return time.inTime(isPromise(message) ? message.then(call) : call(message));
}

function callOnce(
  once: RunRecordOnce,
  record: QueueRecord,
  work: (message: unknown) => unknown,
  state: RequestState,
  { remainingMs }: BatchTime,
) {
  return async (message: unknown) => {
    const end = await once(record, message, async () => work(message), remainingMs());
    if (end === "duplicate") state.duplicate = true;
  };
}

class RecordArgument extends ToolsOf implements QueueRequest {
  readonly message: unknown;
  readonly record: QueueRecord;
  readonly receiveCount: number;

  constructor(running: Running, time: BatchTime, record: QueueRecord, message: unknown) {
    super(running, time);
    this.message = message;
    this.record = record;
    this.receiveCount = receiveCountOf(record);
  }
}
