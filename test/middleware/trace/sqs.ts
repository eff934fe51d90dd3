import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createDispatch, createSqs, memoryJournal, serveWire, wallClock } from "#aws";

/** A message as it arrived. */
export interface Arrived {
  body: unknown;
  attributes: Record<string, string | undefined>;
  traceHeader: string | undefined;
  group: string | undefined;
}

/** SQS on loopback with one queue, and a client of the real SDK. */
export interface Queue {
  readonly client: SQSClient;
  readonly url: string;
  /** Takes out what stands in the queue. */
  receive(count: number): Promise<Arrived[]>;
  close(): Promise<void>;
}

/** Starts the stand-in. */
export async function startQueue(QueueName = "work"): Promise<Queue> {
  let baseUrl = "";
  const sqs = createSqs({
    clock: wallClock(),
    journal: memoryJournal(),
    region: "us-east-1",
    accountId: "000000000000",
    baseUrl: () => baseUrl,
  });
  const wire = await serveWire(createDispatch({ services: [sqs] }));
  baseUrl = wire.url;
  const Attributes = QueueName.endsWith(".fifo") ? { FifoQueue: "true" } : {};
  await sqs.call("CreateQueue", { QueueName, Attributes });
  const url = `${wire.url}/000000000000/${QueueName}`;
  const client = new SQSClient({
    region: "us-east-1",
    endpoint: wire.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  return {
    client,
    url,
    async receive(count) {
      const arrived: Arrived[] = [];
      while (arrived.length < count) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: url,
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ["All"],
            MessageSystemAttributeNames: ["All"],
          }),
        );
        if (Messages.length === 0) throw new Error(`only ${arrived.length} messages came`);
        for (const { Body, MessageAttributes = {}, Attributes: system = {} } of Messages)
          arrived.push({
            body: JSON.parse(Body ?? ""),
            attributes: Object.fromEntries(
              Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
            ),
            traceHeader: system.AWSTraceHeader,
            group: system.MessageGroupId,
          });
      }
      return arrived;
    },
    async close() {
      client.destroy();
      await wire.close();
    },
  };
}
