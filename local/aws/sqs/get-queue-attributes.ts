import { type Input, stringList } from "../wire-input.ts";
import type { Queue } from "./queue.ts";
import { checkReadableName } from "./queue-attributes.ts";
import { addressedQueue, type Store } from "./store.ts";

const seconds = (milliseconds: number) => String(Math.floor(milliseconds / 1000));

function allAttributes({ arn, contents, createdAt, modifiedAt, attributes }: Queue): Record<string, string> {
  return {
    ...(attributes.KmsMasterKeyId && { KmsDataKeyReusePeriodSeconds: "300" }),
    QueueArn: arn,
    ApproximateNumberOfMessages: String(contents.counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(contents.counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(contents.counts.delayed),
    CreatedTimestamp: seconds(createdAt),
    LastModifiedTimestamp: seconds(modifiedAt),
    ...attributes,
  };
}

/** The operation GetQueueAttributes. Its counts are exact, though AWS calls them approximate. */
export function getQueueAttributes(store: Store, input: Input) {
  const queue = addressedQueue(store, input, store.options.clock.now());
  const names = stringList(input, "AttributeNames");
  names.forEach(checkReadableName);
  const all = names.includes("All");
  const chosen = Object.entries(allAttributes(queue)).filter(([name]) => all || names.includes(name));
  return chosen.length > 0 ? { Attributes: Object.fromEntries(chosen) } : {};
}
