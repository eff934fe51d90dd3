import { checkOptions, requireOption } from "../options.ts";
import { type Ports, resolvePorts } from "../ports.ts";
import { messageAttributes } from "./message-attributes.ts";
import { type Entry, type Post, type SendReport, type SqsClient, sendAll } from "./send-all.ts";

/** Options of `sender`. */
export interface SenderOptions {
  /** An `SQSClient` of the AWS SDK v3. */
  client: SqsClient;
  queueUrl: string;
  /** How often the entries that a batch refused are sent in all; by default 3. */
  attempts?: number;
  ports?: Pick<Ports, "timer">;
}

/** How one message is sent. */
export interface SendOptions {
  /** Seconds until the message can be received, at most 900. */
  delaySeconds?: number;
  /** FIFO queues only. */
  groupId?: string;
  /** FIFO queues only. */
  deduplicationId?: string;
}

/** Sends messages that carry the ids of the running work. */
export interface Sender {
  /** Sends one message as JSON and returns its id; what the client throws is thrown on. */
  send(message: unknown, options?: SendOptions): Promise<string>;
  /**
   * Sends messages in batches of ten and 1 MiB. Entries that SQS refuses for a reason of its own are sent again; what
   * remains is in the report, nothing is thrown for it.
   */
  sendAll<Message>(
    messages: readonly Message[],
    options?: (message: Message, index: number) => SendOptions,
  ): Promise<SendReport>;
}

const optionNames: readonly string[] = ["client", "queueUrl", "attempts", "ports"];

/** Makes the sender of one queue; `@aws-sdk/client-sqs` is loaded with the first message. */
export function sender(options: SenderOptions): Sender {
  checkOptions("sender", options, optionNames);
  checkOptions("sender", options.ports, ["timer"], "ports.");
  const { client, queueUrl, attempts = 3 } = options;
  requireOption(typeof client?.send === "function", "sender", '"client" must be an SQSClient.');
  requireOption(
    typeof queueUrl === "string" && queueUrl !== "",
    "sender",
    '"queueUrl" must be the queue\'s URL.',
  );
  requireOption(
    Number.isInteger(attempts) && attempts > 0,
    "sender",
    "attempts must be a whole number above 0.",
  );
  const post: Post = { client, queueUrl, attempts, timer: resolvePorts(options.ports).timer };
  return {
    async send(message, sendOptions) {
      const { SendMessageCommand } = await import("./sqs-commands.ts");
      const input = { QueueUrl: queueUrl, ...entryOf(message, sendOptions) };
      const { MessageId } = await client.send(new SendMessageCommand(input));
      return String(MessageId);
    },
    sendAll: (messages, optionsOf) =>
      sendAll(
        post,
        messages.map((message, index) => entryOf(message, optionsOf?.(message, index))),
      ),
  };
}

function entryOf(message: unknown, { delaySeconds, groupId, deduplicationId }: SendOptions = {}): Entry {
  return {
    MessageBody: JSON.stringify(message) ?? "null",
    ...messageAttributes(),
    ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
  };
}
