import { md5OfAttributes } from "./checksums.ts";
import type { Message, SentMessage } from "./message.ts";
import { unknownAttribute } from "./queue-attributes.ts";

/** Which attributes a receive asks for. */
export interface Wanted {
  system: ReadonlySet<string>;
  custom: readonly string[];
}

// The id that AWS's own examples show as the sender.
const senderId = "AIDACKCEVSQ6C2EXAMPLE";

const systemAttributes: Record<string, (message: Message) => string | undefined> = {
  SenderId: () => senderId,
  SentTimestamp: ({ sent }) => String(sent.sentAt),
  ApproximateReceiveCount: ({ receiveCount }) => String(receiveCount),
  ApproximateFirstReceiveTimestamp: ({ firstReceivedAt }) => String(firstReceivedAt),
  SequenceNumber: ({ sent }) => sent.sequenceNumber,
  MessageDeduplicationId: ({ sent }) => sent.deduplicationId,
  MessageGroupId: ({ sent }) => sent.groupId,
  AWSTraceHeader: ({ sent }) => sent.trace,
  DeadLetterQueueSourceArn: ({ sourceArn }) => sourceArn,
};

/**
 * The names that a receive asks for; `All` stands for all.
 * @throws AwsError InvalidAttributeName for a name that is no system attribute.
 */
export function readWanted(systemNames: string[], customNames: string[]): Wanted {
  for (const name of systemNames)
    if (name !== "All" && !Object.hasOwn(systemAttributes, name)) throw unknownAttribute(name);
  return {
    system: new Set(systemNames.includes("All") ? Object.keys(systemAttributes) : systemNames),
    custom: customNames,
  };
}

const matches = (name: string, pattern: string) =>
  pattern === name ||
  pattern === "All" ||
  pattern === ".*" ||
  (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -2)));

function customValues({ attributes, attributesMd5 }: SentMessage, patterns: readonly string[]) {
  if (!attributes || patterns.length === 0) return undefined;
  const all = Object.entries(attributes);
  const chosen = all.filter(([name]) => patterns.some((pattern) => matches(name, pattern)));
  if (chosen.length === 0) return undefined;
  if (chosen.length === all.length)
    return { MD5OfMessageAttributes: attributesMd5, MessageAttributes: attributes };
  const values = Object.fromEntries(chosen);
  return { MD5OfMessageAttributes: md5OfAttributes(values), MessageAttributes: values };
}

function systemValues(message: Message, wanted: ReadonlySet<string>) {
  if (wanted.size === 0) return undefined;
  const values: Record<string, string> = {};
  for (const name of wanted) {
    const value = systemAttributes[name]?.(message);
    if (value !== undefined) values[name] = value;
  }
  return Object.keys(values).length > 0 ? values : undefined;
}

/** A received message in the wire's shape, with the attributes that were asked for and no others. */
export function renderMessage(message: Message, wanted: Wanted) {
  const system = systemValues(message, wanted.system);
  return {
    MessageId: message.sent.id,
    ReceiptHandle: message.handle,
    MD5OfBody: message.sent.md5,
    Body: message.sent.body,
    ...(system && { Attributes: system }),
    ...customValues(message.sent, wanted.custom),
  };
}
