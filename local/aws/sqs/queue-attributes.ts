import { sqsError } from "./errors.ts";
import { parseQueuePolicy } from "./queue-policy.ts";
import { parseRedriveAllowPolicy, parseRedrivePolicy } from "./redrive-policy.ts";

/** Attribute values as text, by name. */
export type Attributes = Record<string, string>;

/** What a new queue has; see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const defaultAttributes: Attributes = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};

/** What a new FIFO queue has besides. */
export const fifoDefaultAttributes: Attributes = {
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

/** Attributes that the service computes and nobody sets. */
const computedAttributes = [
  "QueueArn",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
] as const;

const integer = (least: number, most: number) => (value: string) => {
  const number = Number(value);
  return /^\d+$/.test(value) && number >= least && number <= most ? String(number) : undefined;
};
const oneOf =
  (...values: string[]) =>
  (value: string) =>
    values.includes(value) ? value : undefined;

// Each turns a value into the form that is stored; undefined means that the value is refused.
const standardRules: Record<string, (value: string) => string | undefined> = {
  DelaySeconds: integer(0, 900),
  MaximumMessageSize: integer(1024, 1_048_576),
  MessageRetentionPeriod: integer(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: integer(0, 20),
  VisibilityTimeout: integer(0, 43_200),
  Policy: (value) => {
    parseQueuePolicy(value);
    return value;
  },
  RedrivePolicy: (value) => JSON.stringify(parseRedrivePolicy(value)),
  RedriveAllowPolicy: (value) => JSON.stringify(parseRedriveAllowPolicy(value)),
  KmsMasterKeyId: (value) => value,
  KmsDataKeyReusePeriodSeconds: integer(60, 86_400),
  SqsManagedSseEnabled: oneOf("true", "false"),
};

const fifoRules: typeof standardRules = {
  FifoQueue: oneOf("true"),
  ContentBasedDeduplication: oneOf("true", "false"),
  DeduplicationScope: oneOf("messageGroup", "queue"),
  FifoThroughputLimit: oneOf("perQueue", "perMessageGroupId"),
};

// An empty value takes these away again.
const removable = ["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"];

const readableNames = new Set<string>([
  ...Object.keys(standardRules),
  ...Object.keys(fifoRules),
  ...computedAttributes,
]);

/** @throws AwsError InvalidAttributeName */
export function checkReadableName(name: string): void {
  if (name !== "All" && !readableNames.has(name)) throw unknownAttribute(name);
}

/** The error for a name that is no attribute here. */
export const unknownAttribute = (name: string) =>
  sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);

const twoEncryptions = () =>
  sqsError(
    "InvalidAttributeName",
    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
  );

function normalize(name: string, value: string, fifo: boolean): string {
  const rules = fifo ? { ...standardRules, ...fifoRules } : standardRules;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule) throw unknownAttribute(name);
  if (value === "" && removable.includes(name)) return "";
  const normal = rule(value);
  if (normal !== undefined) return normal;
  const why = name === "FifoQueue" ? " Reason: Modifying queue type is not supported." : "";
  throw sqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.${why}`);
}

/**
 * Checks attributes that someone sets, and brings each into the form that is stored; an empty one is to be removed.
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue, or InvalidParameterValue for a redrive policy.
 */
export function readAttributes(given: Attributes, fifo: boolean): Attributes {
  if (given.KmsMasterKeyId && given.SqsManagedSseEnabled === "true") throw twoEncryptions();
  const normal = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, normalize(name, value, fifo)]),
  );
  if (normal.KmsMasterKeyId) normal.SqsManagedSseEnabled = "false";
  return normal;
}

/**
 * `current` with `changes` put over it.
 * @throws AwsError InvalidAttributeName or InvalidAttributeValue when the two do not go together.
 */
export function mergeAttributes(current: Attributes, changes: Attributes): Attributes {
  const merged = { ...current, ...changes };
  if (merged.KmsMasterKeyId && merged.SqsManagedSseEnabled === "true") throw twoEncryptions();
  if (merged.FifoThroughputLimit === "perMessageGroupId" && merged.DeduplicationScope !== "messageGroup")
    throw sqsError(
      "InvalidAttributeValue",
      "Invalid value for the parameter FifoThroughputLimit. Reason: perMessageGroupId goes with the DeduplicationScope messageGroup only.",
    );
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}
