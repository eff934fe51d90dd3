import fc from "fast-check";
import { anyQueue, arnOf } from "./sqs-names.ts";

const policy = (target: string, maxReceiveCount: unknown) =>
  JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount });
const dead = arnOf(`${anyQueue}-dead`);

/** Attributes that every implementation takes. */
export const queueAttributes = fc.record(
  {
    VisibilityTimeout: fc.constantFrom("0", "43200"),
    DelaySeconds: fc.constantFrom("0", "900"),
    MessageRetentionPeriod: fc.constantFrom("60", "1209600"),
    MaximumMessageSize: fc.constantFrom("1024", "1048576"),
    ReceiveMessageWaitTimeSeconds: fc.constantFrom("0", "20"),
    SqsManagedSseEnabled: fc.constantFrom("true", "false"),
    RedrivePolicy: fc.constant(policy(dead, 3)),
  },
  { requiredKeys: [] },
);

/** Attributes each of which breaks one rule. */
export const wrongQueueAttributes: Record<string, string>[] = [
  ...["43201", "-1", "soon", "1.5", ""].map((VisibilityTimeout) => ({ VisibilityTimeout })),
  { DelaySeconds: "901" },
  ...["59", "1209601"].map((MessageRetentionPeriod) => ({ MessageRetentionPeriod })),
  ...["1023", "1048577"].map((MaximumMessageSize) => ({ MaximumMessageSize })),
  { ReceiveMessageWaitTimeSeconds: "21" },
  { SqsManagedSseEnabled: "maybe" },
  ...[policy(dead, 0), policy(dead, "many"), policy(arnOf("none"), 3), policy("dead", 3), "{", "{}"].map(
    (RedrivePolicy) => ({ RedrivePolicy }),
  ),
  { RedriveAllowPolicy: '{"redrivePermission":"some"}' },
  { ContentBasedDeduplication: "true" },
  { DeduplicationScope: "messageGroup" },
  { FifoQueue: "false" },
  { Policy: "{" },
  { KmsDataKeyReusePeriodSeconds: "1" },
  { QueueArn: "x" },
  { Nonsense: "1" },
];
