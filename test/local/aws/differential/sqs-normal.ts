import { accountId } from "../sqs/start-sqs.ts";
import { peerAccount } from "./sqs-names.ts";

const times = [
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "SentTimestamp",
  "ApproximateFirstReceiveTimestamp",
];
const olderNames: Record<string, string> = {
  NonExistentQueue: "QueueDoesNotExist",
  QueueAlreadyExists: "QueueNameExists",
};

/** The name of an error, whichever way a server spells it. */
export const errorName = (code: string): string => {
  const bare = code.replace(/;.*$/, "").replace("AWS.SimpleQueueService.", "");
  return olderNames[bare] ?? bare;
};

function normalText(text: string, key: string, ids: Map<string, string>): string {
  if (key === "MessageId") {
    if (!ids.has(text)) ids.set(text, `message ${ids.size}`);
    return ids.get(text) ?? text;
  }
  if (times.includes(key)) return "a time";
  if (["ReceiptHandle", "SenderId", "NextToken"].includes(key)) return `a ${key}`;
  if (key === "QueueUrl" || key === "QueueUrls") return text.slice(text.lastIndexOf("/") + 1);
  if (key === "Code") return errorName(text);
  return text.replaceAll(accountId, peerAccount);
}

/** A reply without what differs by its nature. @param ids numbers the messages in the order in which they appear. */
export function normal(value: unknown, key: string, ids: Map<string, string>): unknown {
  if (typeof value === "string") return normalText(value, key, ids);
  if (Array.isArray(value)) return value.map((one) => normal(one, key, ids));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name]) => !(name === "Message" && "Code" in value))
    .sort(([first], [second]) => (first < second ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, normal(member, name, ids)]));
}

/** Messages come in any order from a standard queue, so they are put in that of their bodies. */
export function inOrder(body: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(body.Messages)) return body;
  const messages = body.Messages as { Body: string }[];
  return { ...body, Messages: messages.toSorted((first, second) => (first.Body < second.Body ? -1 : 1)) };
}
