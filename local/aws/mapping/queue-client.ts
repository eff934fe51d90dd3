import type { Clock } from "../clock.ts";
import type { Service } from "../service.ts";
import { mostEventBytes, recordBytes } from "./payload-limit.ts";
import type { ReceivedMessage } from "./sqs-event.ts";

/** What a mapping asks of its queue. */
export interface QueueClient {
  /**
   * Gathers up to `size` messages: long-polls for the first, then waits up to `windowSeconds` for more, until
   * they fill an event. Empty when none came in twenty seconds, or when `signal` aborts.
   */
  gather(size: number, windowSeconds: number, signal: AbortSignal): Promise<ReceivedMessage[]>;
  remove(messages: readonly ReceivedMessage[]): Promise<void>;
  visibilityTimeoutSeconds(): Promise<number>;
}

const longestPollSeconds = 20;
const mostPerCall = 10;

/** Makes the client of one queue on an SQS engine. */
export function createQueueClient(
  sqs: Service,
  queue: { url: string; arn: string },
  clock: Clock,
): QueueClient {
  const call = async (operation: string, input: Record<string, unknown>, signal?: AbortSignal) =>
    (await sqs.call(operation, { QueueUrl: queue.url, ...input }, signal)) as Record<string, unknown>;

  async function receive(most: number, waitSeconds: number, signal: AbortSignal) {
    const input = {
      MaxNumberOfMessages: Math.min(most, mostPerCall),
      WaitTimeSeconds: Math.min(waitSeconds, longestPollSeconds),
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    };
    const { Messages = [] } = (await call("ReceiveMessage", input, signal)) ?? {};
    return Messages as ReceivedMessage[];
  }

  const bytesOf = (messages: readonly ReceivedMessage[]) =>
    messages.reduce((sum, message) => sum + recordBytes(message, queue.arn), 0);

  return {
    async gather(size, windowSeconds, signal) {
      const batch = await receive(size, longestPollSeconds, signal);
      if (windowSeconds === 0 || batch.length === 0) return batch;
      const until = clock.now() + windowSeconds * 1000;
      let bytes = bytesOf(batch);
      while (batch.length < size && bytes < mostEventBytes && clock.now() < until && !signal.aborted) {
        const left = Math.ceil((until - clock.now()) / 1000);
        const more = await receive(size - batch.length, left, signal);
        bytes += bytesOf(more);
        batch.push(...more);
      }
      return batch;
    },
    async remove(messages) {
      for (let start = 0; start < messages.length; start += mostPerCall) {
        const part = messages.slice(start, start + mostPerCall);
        const Entries = part.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await call("DeleteMessageBatch", { Entries });
      }
    },
    async visibilityTimeoutSeconds() {
      const { Attributes } = await call("GetQueueAttributes", { AttributeNames: ["VisibilityTimeout"] });
      return Number((Attributes as Record<string, string>).VisibilityTimeout);
    },
  };
}
