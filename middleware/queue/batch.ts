import { newContext } from "../context.ts";
import { type Deadline, deadline } from "../deadline.ts";
import { fields } from "../http/http-event.ts";
import { parseJson } from "../http/json.ts";
import { toProblem } from "../http/problem.ts";
import { Problem } from "../http/problem-error.ts";
import { startLog, writeWideLine } from "../log/log.ts";
import type { Log } from "../log/logger.ts";
import { type ResolvedPorts, resolvePorts } from "../ports.ts";
import { errorLimit, errorsOf, type Validator } from "../schema/validator.ts";
import { type RequestState, runWith } from "../state.ts";
import {
  type QueueEvent,
  type QueueRecord,
  type QueueResult,
  queueNameOf,
  receiveCountOf,
  recordIds,
} from "./queue-event.ts";
import {
  checkQueueOptions,
  type QueueHandler,
  type QueueOptions,
  type QueueRequest,
} from "./queue-options.ts";

/**
 * Makes a Lambda handler for SQS that calls `handler` once a record, each with its own ids and log, and reports the
 * records that failed. The mapping needs `functionResponseType: ReportBatchItemFailures`
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export function batch<Message>(
  options: QueueOptions<Message>,
  handler: QueueHandler<Message>,
): (event: QueueEvent, lambdaContext: unknown) => Promise<QueueResult> {
  checkQueueOptions(options, handler);
  const ports = resolvePorts(options.ports);
  return async (event, lambdaContext) => {
    const records = requireRecords(event);
    const time = deadline(lambdaContext, ports.timer);
    const runOne = (record: QueueRecord) =>
      runRecord(record, { options, handler, ports, time, lambdaContext });
    try {
      return { batchItemFailures: await runAll(records, options.concurrency ?? records.length, runOne) };
    } finally {
      time.end();
    }
  };
}

function requireRecords(event: QueueEvent): QueueRecord[] {
  const { Records: records } = fields(event);
  if (Array.isArray(records)) return records;
  throw new Error("queue(): the event has no Records; connect the function to an SQS queue.");
}

/** What all records of one invocation share. */
interface Batch<Message> {
  readonly options: QueueOptions<Message>;
  readonly handler: QueueHandler<Message>;
  readonly ports: ResolvedPorts;
  readonly time: Deadline;
  readonly lambdaContext: unknown;
}

type Failures = QueueResult["batchItemFailures"];

// Within a FIFO group nothing may overtake a failed record, so all that follow are handed back.
async function runAll(
  records: readonly QueueRecord[],
  concurrency: number,
  runOne: (record: QueueRecord) => Promise<boolean>,
): Promise<Failures> {
  const inOrder = records.some((record) => queueNameOf(record).endsWith(".fifo"));
  const failed = new Set<string>();
  const rest = records.values();
  const work = async () => {
    for (const record of rest) {
      if (inOrder && failed.size > 0) failed.add(record.messageId);
      else if (!(await runOne(record))) failed.add(record.messageId);
    }
  };
  await Promise.all(Array.from({ length: inOrder ? 1 : Math.min(concurrency, records.length) }, work));
  return [...failed].map((itemIdentifier) => ({ itemIdentifier }));
}

async function runRecord<Message>(record: QueueRecord, batch: Batch<Message>): Promise<boolean> {
  const { options, ports, lambdaContext } = batch;
  const state: RequestState = { owned: true };
  return runWith(state, async () => {
    state.context = newContext(recordIds(record), lambdaContext, ports);
    const log = startLog(state, state.context, options, ports);
    try {
      await batch.handler(requestOf(record, state.context.requestId, log, batch));
    } catch (error) {
      state.error = error;
      state.problem = toProblem(error, options.problems);
    }
    endRecord(record, state, ports.now());
    return state.problem === undefined;
  });
}

function requestOf<Message>(
  record: QueueRecord,
  requestId: string,
  log: Log,
  { options, time }: Batch<Message>,
): QueueRequest<Message> {
  return {
    message: readMessage(record, options.message),
    requestId,
    log,
    record,
    receiveCount: receiveCountOf(record),
    remainingMs: time.remainingMs,
    get signal() {
      return time.signal;
    },
  };
}

function readMessage<Message>({ body }: QueueRecord, validator: Validator<Message> | undefined): Message {
  const message = parseJson(String(body), "/message");
  const errors = validator === undefined ? [] : errorsOf(validator, message, "/message");
  if (errors.length === 0) return message as Message;
  throw new Problem("invalid-message", {
    status: 422,
    title: "The message does not fit its schema",
    errors: errors.slice(0, errorLimit),
  });
}

// A failed record is always an error: somebody has to look, or it ends in the dead-letter queue.
function endRecord(record: QueueRecord, state: RequestState, now: number): void {
  const own = {
    messageId: record.messageId,
    queue: queueNameOf(record),
    receiveCount: receiveCountOf(record),
  };
  const { problem, error } = state;
  if (problem?.errors !== undefined) state.log?.add({ errors: problem.errors });
  writeWideLine(state, { message: "record", status: problem === undefined ? 200 : 500, own, error, now });
}
