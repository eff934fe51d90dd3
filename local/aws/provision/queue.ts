import { AwsError } from "../aws-error.ts";
import type { Service } from "../service.ts";
import type { Properties } from "./properties.ts";
import type { ResourceHandler } from "./resource.ts";

const passedOn = [
  "DelaySeconds",
  "VisibilityTimeout",
  "MessageRetentionPeriod",
  "MaximumMessageSize",
  "ReceiveMessageWaitTimeSeconds",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "FifoQueue",
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoThroughputLimit",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "SqsManagedSseEnabled",
];

/** AWS::SQS::Queue; a queue that exists already keeps its messages and takes the template's attributes. */
export const createQueue: ResourceHandler = async ({
  properties,
  services,
  plan,
  name,
  region,
  accountId,
}) => {
  const isFifo = properties.flag("FifoQueue", false);
  const QueueName = name("QueueName") + (isFifo && !properties.optionalText("QueueName") ? ".fifo" : "");
  const Attributes = queueAttributes(properties);
  const url =
    (await existingQueue(services.sqs, QueueName, Attributes)) ??
    urlOf(await services.sqs.call("CreateQueue", { QueueName, Attributes, tags: tagsOf(properties) }));
  const arn = `arn:aws:sqs:${region}:${accountId}:${QueueName}`;
  plan.queues.push({ arn, url, visibilityTimeoutSeconds: properties.number("VisibilityTimeout") ?? 30 });
  return { ref: url, attributes: { Arn: arn, QueueName, QueueUrl: url } };
};

function queueAttributes(properties: Properties): Record<string, string> {
  const entries = passedOn.map((key) => [key, properties.value(key)] as const);
  return Object.fromEntries(
    entries
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]),
  );
}

const tagsOf = (properties: Properties) =>
  Object.fromEntries(properties.each("Tags").map((tag) => [tag.text("Key"), tag.text("Value")]));

async function existingQueue(sqs: Service, QueueName: string, attributes: Record<string, string>) {
  try {
    const url = urlOf(await sqs.call("GetQueueUrl", { QueueName }));
    const { FifoQueue: _, ...Attributes } = attributes;
    if (Object.keys(Attributes).length > 0)
      await sqs.call("SetQueueAttributes", { QueueUrl: url, Attributes });
    return url;
  } catch (error) {
    if (error instanceof AwsError && /NonExistentQueue|QueueDoesNotExist/.test(error.code)) return undefined;
    throw error;
  }
}

const urlOf = (output: unknown) => (output as { QueueUrl: string }).QueueUrl;
