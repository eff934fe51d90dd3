import type { AwsClients } from "./aws-clients.ts";
import type { Clock, Ids, OutgoingMessage, QueueName, Queues } from "./cloud.ts";
import type { Retry } from "./retry.ts";

/** What a message carries besides its body, as the SDK takes it: the ids that it continues. */
export interface Attributes {
  MessageAttributes?: Record<string, { DataType: string; StringValue: string }>;
  MessageSystemAttributes?: { AWSTraceHeader: { DataType: string; StringValue: string } };
}

/** What the queues are made with. */
export interface QueueOptions {
  urls: Readonly<Record<QueueName, string>>;
  connect: AwsClients["sqs"];
  retry: Retry;
  clock: Clock;
  ids: Ids;
  /** The attributes of a message that is sent now. */
  attributes(): Attributes;
}

const messagesPerBatch = 10;
const batchesAtOnce = 5;
const mostTries = 5;

/** The queues, over the AWS SDK. */
export function sqsQueues(options: QueueOptions): Queues {
  const { urls, connect, retry } = options;
  return {
    async send(queue, messages) {
      const attributes = options.attributes();
      for (let start = 0; start < messages.length; start += messagesPerBatch * batchesAtOnce) {
        const batches = Array.from({ length: batchesAtOnce }, (_, index) => start + index * messagesPerBatch)
          .map((from) => messages.slice(from, Math.min(from + messagesPerBatch, messages.length)))
          .filter((batch) => batch.length > 0);
        await Promise.all(
          batches.map((batch) =>
            sendBatch(
              options,
              urls[queue],
              batch.map((message, index) => entry(message, index, attributes)),
            ),
          ),
        );
      }
    },
    async postpone(queue, receiptHandle, seconds) {
      const { sdk, client } = await connect();
      const input = {
        QueueUrl: urls[queue],
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(seconds, 43_200),
      };
      await retry(() => client.send(new sdk.ChangeMessageVisibilityCommand(input)));
    },
    async depth(queue) {
      const { sdk, client } = await connect();
      const input = { QueueUrl: urls[queue], AttributeNames: [...depthAttributes] };
      const { Attributes = {} } = await retry(() => client.send(new sdk.GetQueueAttributesCommand(input)));
      const [visible = 0, inFlight = 0, delayed = 0] = depthAttributes.map((name) =>
        Number(Attributes[name]),
      );
      return { visible, inFlight, delayed };
    },
  };
}

const depthAttributes = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

type Entry = ReturnType<typeof entry>;

const entry = ({ body, group, delaySeconds }: OutgoingMessage, index: number, attributes: Attributes) => ({
  Id: String(index),
  MessageBody: JSON.stringify(body),
  ...(group && { MessageGroupId: group }),
  ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
  ...attributes,
});

/** Sends up to ten entries, and the ones that were refused again. */
async function sendBatch(
  { connect, retry, clock, ids }: QueueOptions,
  url: string,
  entries: readonly Entry[],
): Promise<void> {
  const { sdk, client } = await connect();
  let open = [...entries];
  for (let tries = 1; open.length > 0; tries++) {
    const input = { QueueUrl: url, Entries: open };
    const { Failed = [] } = await retry(() => client.send(new sdk.SendMessageBatchCommand(input)));
    const failure = Failed.find(({ SenderFault }) => SenderFault) ?? Failed[0];
    if (failure && (tries >= mostTries || failure.SenderFault))
      throw new Error(
        `SQS refused ${Failed.length} messages for ${url}: ${failure.Code} ${failure.Message ?? ""}`,
      );
    const failed = new Set(Failed.map(({ Id }) => Id));
    open = open.filter(({ Id }) => failed.has(Id));
    if (open.length > 0) await clock.sleep(100 * 2 ** tries * ids.random());
  }
}
