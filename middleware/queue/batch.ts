import { type Deadline, deadline } from "../deadline.ts";
import { fields } from "../http/http-event.ts";
import { parseJson } from "../http/json.ts";
import { Problem } from "../http/problem-error.ts";
import { metric } from "../metrics/metric.ts";
import { errorLimit, errorsOf, type Validator } from "../schema/validator.ts";
import { type Setup, setupOf } from "../setup.ts";
import { requireRunning } from "../stack.ts";
import { span } from "../trace/span.ts";
import { runWork } from "../work.ts";
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
  const setup = setupOf("queue", options);
  return async (event, lambdaContext) => {
    const records = requireRecords(event);
    const time = deadline(lambdaContext, setup.ports.timer);
    const runOne = (record: QueueRecord) =>
      runRecord(record, { options, handler, setup, time, lambdaContext });
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
  readonly setup: Setup;
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
  const { setup, options, lambdaContext } = batch;
  const own = {
    messageId: record.messageId,
    queue: queueNameOf(record),
    receiveCount: receiveCountOf(record),
  };
  const { state } = await runWork(setup, {
    kind: "record",
    ids: recordIds(record),
    lambdaContext,
    problems: options.problems,
    own,
    run: async () => batch.handler(requestOf(record, batch)),
  });
  return state.problem === undefined;
}

function requestOf<Message>(record: QueueRecord, { options, time }: Batch<Message>): QueueRequest<Message> {
  const { context, log } = requireRunning();
  return {
    message: readMessage(record, options.message),
    requestId: context.requestId,
    log,
    metric,
    span,
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
