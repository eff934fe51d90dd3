import { invalidParameter, sqsError } from "./errors.ts";

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

/** Which queues may name this one as their dead-letter queue. */
export interface RedriveAllowPolicy {
  redrivePermission: "allowAll" | "denyAll" | "byQueue";
  sourceQueueArns?: string[];
}

const mostReceives = 1000;
const mostSources = 10;
const permissions = ["allowAll", "denyAll", "byQueue"];
const arnPattern = /^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/;

function parseMap(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** @throws AwsError InvalidParameterValue naming the member that is missing or wrong. */
export function parseRedrivePolicy(text: string): RedrivePolicy {
  const refuse = (reason: string) => invalidParameter("RedrivePolicy", text, reason);
  const policy = parseMap(text);
  if (!policy) throw refuse("Redrive policy is not a valid JSON map.");
  for (const name of ["deadLetterTargetArn", "maxReceiveCount"])
    if (policy[name] === undefined)
      throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
  const other = Object.keys(policy).find(
    (name) => !["deadLetterTargetArn", "maxReceiveCount"].includes(name),
  );
  if (other) throw refuse(`Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].`);
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  if (typeof deadLetterTargetArn !== "string" || !arnPattern.test(deadLetterTargetArn))
    throw refuse("Invalid value for deadLetterTargetArn.");
  const count = typeof maxReceiveCount === "string" ? Number(maxReceiveCount || "no") : maxReceiveCount;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1 || count > mostReceives)
    throw refuse(
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to ${mostReceives} both inclusive.`,
    );
  return { deadLetterTargetArn, maxReceiveCount: count };
}

/** @throws AwsError InvalidAttributeValue when it is not a policy of one of the three kinds. */
export function parseRedriveAllowPolicy(text: string): RedriveAllowPolicy {
  const refuse = (reason: string) =>
    sqsError(
      "InvalidAttributeValue",
      `Invalid value for the parameter RedriveAllowPolicy. Reason: ${reason}`,
    );
  const policy = parseMap(text);
  if (!policy)
    throw refuse("Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.");
  const { redrivePermission, sourceQueueArns } = policy;
  if (!permissions.includes(String(redrivePermission)))
    throw refuse(`redrivePermission must be one of ${permissions.join(", ")}.`);
  if (redrivePermission !== "byQueue") {
    if (sourceQueueArns !== undefined)
      throw refuse("sourceQueueArns goes with redrivePermission byQueue only.");
    return { redrivePermission: redrivePermission as "allowAll" | "denyAll" };
  }
  if (
    !Array.isArray(sourceQueueArns) ||
    sourceQueueArns.length < 1 ||
    sourceQueueArns.length > mostSources ||
    !sourceQueueArns.every((arn) => typeof arn === "string" && arnPattern.test(arn))
  )
    throw refuse(`byQueue needs 1 to ${mostSources} queue ARNs in sourceQueueArns.`);
  return { redrivePermission, sourceQueueArns };
}

/** Whether a queue with this policy lets `sourceArn` name it as dead-letter queue. */
export const allowsSource = (policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean =>
  policy === undefined ||
  policy.redrivePermission === "allowAll" ||
  (policy.sourceQueueArns?.includes(sourceArn) ?? false);
