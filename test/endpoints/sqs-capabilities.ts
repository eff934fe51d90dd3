import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "@jest/globals";
import type { Capability } from "./capabilities.ts";
import type { Ground } from "./start-ground.ts";

const urlOf = ({ resources }: Ground, name: string) => resources.queues[name]?.url;

const text = (StringValue: string) => ({ DataType: "String", StringValue });

/** Sends one message for each set of further fields. */
async function send(ground: Ground, name: string, ...fields: object[]) {
  const Entries = fields.map((field, index) => ({ Id: String(index), MessageBody: String(index), ...field }));
  const command = new SendMessageBatchCommand({ QueueUrl: urlOf(ground, name), Entries });
  expect((await ground.clients.sqs.send(command)).Failed ?? []).toEqual([]);
}

async function receiveOne(ground: Ground, name: string, seconds = 0) {
  const command = new ReceiveMessageCommand({
    QueueUrl: urlOf(ground, name),
    WaitTimeSeconds: seconds,
    MessageSystemAttributeNames: ["All"],
  });
  return (await ground.clients.sqs.send(command)).Messages?.[0];
}

const giveBack = (ground: Ground, name: string, ReceiptHandle: string | undefined) =>
  ground.clients.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: urlOf(ground, name),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );

const depthNames = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

async function depths(ground: Ground, name: string) {
  const command = new GetQueueAttributesCommand({
    QueueUrl: urlOf(ground, name),
    AttributeNames: [...depthNames],
  });
  const { Attributes } = await ground.clients.sqs.send(command);
  return depthNames.map((depth) => Attributes?.[depth]);
}

async function proveTraceHeader(ground: Ground) {
  const AWSTraceHeader = text("Root=1-5759e988-bd862e3fe1be46a994272793");
  await send(ground, "pages", { MessageSystemAttributes: { AWSTraceHeader } });
  expect((await receiveOne(ground, "pages"))?.Attributes?.AWSTraceHeader).toBe(AWSTraceHeader.StringValue);
}

async function proveGroups(ground: Ground) {
  await send(ground, "pages", { MessageGroupId: "tenant" });
  expect((await receiveOne(ground, "pages"))?.Attributes?.MessageGroupId).toBe("tenant");
}

async function proveDepths(ground: Ground) {
  await send(ground, "pages", {}, {}, { DelaySeconds: 900 });
  const message = await receiveOne(ground, "pages");
  expect(await depths(ground, "pages")).toEqual(["1", "1", "1"]);
  await giveBack(ground, "pages", message?.ReceiptHandle);
  expect(await depths(ground, "pages")).toEqual(["2", "0", "1"]);
}

// As often as the template lets a message be received.
const mostReceives = 5;

async function proveDeadLetters(ground: Ground) {
  await send(ground, "pages", {});
  for (let receives = 1; receives <= mostReceives; receives++) {
    const message = await receiveOne(ground, "pages");
    expect(message?.Attributes?.ApproximateReceiveCount).toBe(String(receives));
    await giveBack(ground, "pages", message?.ReceiptHandle);
  }
  expect(await receiveOne(ground, "pages")).toBeUndefined();
  expect((await receiveOne(ground, "pages-dlq", 5))?.Body).toBe("0");
}

async function proveMoveTasks(ground: Ground) {
  await send(ground, "pages-dlq", {});
  const SourceArn = ground.resources.queues["pages-dlq"]?.arn;
  const DestinationArn = ground.resources.queues.pages?.arn;
  await ground.clients.sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  expect((await receiveOne(ground, "pages", 5))?.Body).toBe("0");
}

async function proveRepeatedDelete(ground: Ground) {
  await send(ground, "pages", {});
  const ReceiptHandle = (await receiveOne(ground, "pages"))?.ReceiptHandle;
  const command = new DeleteMessageCommand({ QueueUrl: urlOf(ground, "pages"), ReceiptHandle });
  await ground.clients.sqs.send(command);
  await ground.clients.sqs.send(command);
}

async function proveRedriveAllowance({ clients: { sqs }, resources: { queues } }: Ground) {
  const QueueUrl = queues["pages-dlq"]?.url;
  const RedriveAllowPolicy = JSON.stringify({
    redrivePermission: "byQueue",
    sourceQueueArns: [queues.pages?.arn],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedriveAllowPolicy } }));
  const AttributeNames: QueueAttributeName[] = ["RedriveAllowPolicy"];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  expect(JSON.parse(Attributes?.RedriveAllowPolicy ?? "{}")).toEqual(JSON.parse(RedriveAllowPolicy));
}

async function proveAnySignature({ endpoints: { region, urls }, resources: { tableName } }: Ground) {
  const credentials = { accessKeyId: "NOBODY", secretAccessKey: "nothing" };
  const stranger = new SQSClient({ region, endpoint: urls.sqs, credentials });
  const found = await stranger.send(new GetQueueUrlCommand({ QueueName: `${tableName}-pages` }));
  stranger.destroy();
  expect(found.QueueUrl).toContain("pages");
}

/** What SQS does beyond sending, receiving and deleting. */
export const sqsCapabilities = {
  traceHeader: { what: "`AWSTraceHeader`, in batches", prove: proveTraceHeader },
  groups: { what: "message groups on a standard queue", prove: proveGroups },
  depths: { what: "visible, in-flight and delayed counts", prove: proveDepths },
  deadLetters: { what: "dead letters after five receives", prove: proveDeadLetters },
  repeatedDelete: { what: "success for a delete that is repeated", prove: proveRepeatedDelete },
  redriveAllowance: { what: "redrive allowances of dead-letter queues", prove: proveRedriveAllowance },
  moveTasks: { what: "message move tasks", prove: proveMoveTasks },
  anySignature: {
    // AWS has not: there, a case that needs it is left out.
    what: "an answer to requests that were changed on their way",
    prove: proveAnySignature,
  },
} satisfies Record<string, Capability>;
