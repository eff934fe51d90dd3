import { hash } from "node:crypto";
import type { Target } from "./operation.ts";
import { runSteps, type Step } from "./peer-client.ts";
import { prepareRequest } from "./prepare-request.ts";
import { createQueue, lanesOfSetUp } from "./set-up.ts";
import { lengthOf, requireRight, step } from "./step.ts";

const batch = 10;
/** The body of every message, of 600 bytes. */
export const messageBody = "m".repeat(600);
const messageMd5 = hash("md5", messageBody);

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** One message a request. */
export async function prepareSends({ port, block }: Target, steps: number): Promise<Step[]> {
  const queueUrl = await createQueue(port, block);
  return numbers(steps).map(() =>
    step(
      "sqs",
      "SendMessage",
      { QueueUrl: queueUrl, MessageBody: messageBody },
      ({ MessageId, MD5OfMessageBody }) => typeof MessageId === "string" && MD5OfMessageBody === messageMd5,
    ),
  );
}

/** A step that sends ten messages. */
export const sendTen = (queueUrl: string, bodyOf: (index: number) => string): Step =>
  step(
    "sqs",
    "SendMessageBatch",
    {
      QueueUrl: queueUrl,
      Entries: numbers(batch).map((index) => ({ Id: String(index), MessageBody: bodyOf(index) })),
    },
    ({ Successful, Failed }) => lengthOf(Successful) === batch && lengthOf(Failed) === 0,
  );

/** A receive of ten messages and their deletion, from a queue that was filled with as many as the block takes out. */
export async function prepareReceives({ port, block }: Target, steps: number): Promise<Step[]> {
  const queueUrl = await createQueue(port, block);
  await runSteps(
    port,
    numbers(steps).map(() => sendTen(queueUrl, () => messageBody)),
    lanesOfSetUp,
  );
  const receive = prepareRequest("sqs", "ReceiveMessage", {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: batch,
    MessageSystemAttributeNames: ["All"],
    MessageAttributeNames: ["All"],
  });
  return numbers(steps).map(() => async (send) => {
    const output = await send(receive);
    requireRight("ReceiveMessage", output, ({ Messages }) => lengthOf(Messages) === batch);
    const messages = output.Messages as { ReceiptHandle: string }[];
    const Entries = messages.map(({ ReceiptHandle }, id) => ({ Id: String(id), ReceiptHandle }));
    const removal = prepareRequest("sqs", "DeleteMessageBatch", { QueueUrl: queueUrl, Entries });
    requireRight(
      "DeleteMessageBatch",
      await send(removal),
      ({ Successful, Failed }) => lengthOf(Successful) === batch && lengthOf(Failed) === 0,
    );
  });
}
