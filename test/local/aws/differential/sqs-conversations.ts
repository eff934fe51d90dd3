import fc from "fast-check";
import { messageAttributes } from "./sqs-message-attributes.ts";
import { anyQueue, arnOf, urlOf } from "./sqs-names.ts";
import type { Call } from "./sqs-peers.ts";

/** How a queue orders its messages: freely, all in one group, or each in a group of its own. */
export const kinds = ["standard", "oneGroup", "ownGroups"] as const;

/** One of them. */
export type Kind = (typeof kinds)[number];

/** With more, a receive could not take all, and which ones it takes is up to the server. */
const mostMessages = 10;

const bodyOf = (index: number) => `${anyQueue}-${index}`;

/** The queue of a conversation, with a dead-letter queue after two receives. */
export function queuesFor(queue: string, kind: Kind): Call[] {
  const fifo = kind === "standard" ? {} : { FifoQueue: "true" };
  const dead = `dead-${queue}`;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount: 2 });
  return [
    { operation: "CreateQueue", input: { QueueName: dead, Attributes: fifo } },
    { operation: "CreateQueue", input: { QueueName: queue, Attributes: { ...fifo, RedrivePolicy } } },
  ];
}

type Entry = Record<string, unknown>;

/** A request, given how many messages were sent before. */
type Step = (sent: number) => Call;

function sends(kind: Kind): fc.Arbitrary<Step> {
  const entry = (index: number, MessageAttributes: unknown) => {
    const MessageBody = bodyOf(index);
    const order = { MessageGroupId: kind === "oneGroup" ? "g" : MessageBody };
    const fifo = { ...order, MessageDeduplicationId: MessageBody };
    return { MessageBody, MessageAttributes, ...(kind !== "standard" && fifo) };
  };
  const delays = kind === "standard" ? fc.constantFrom(undefined, 0, 900) : fc.constant(undefined);
  const one = fc.tuple(messageAttributes, delays).map(([attributes, DelaySeconds]) => (sent: number) => ({
    operation: "SendMessage",
    input: { ...entry(sent, attributes), DelaySeconds },
  }));
  const several = fc
    .array(messageAttributes, { minLength: 1, maxLength: 3 })
    .map((list) => (sent: number) => ({
      operation: "SendMessageBatch",
      input: {
        Entries: list.map((attributes, index) => ({ Id: `e${index}`, ...entry(sent + index, attributes) })),
      },
    }));
  return fc.oneof(one, several);
}

const receive = (kind: Kind) => ({
  MaxNumberOfMessages: kind === "oneGroup" ? 1 : mostMessages,
  VisibilityTimeout: 600,
  AttributeNames: ["All"],
  MessageAttributeNames: ["All"],
});

function step(kind: Kind): fc.Arbitrary<Step> {
  const handle = fc.nat(mostMessages - 1).map((index) => ({ ReceiptHandle: `@${index}` }));
  const hidden = fc
    .tuple(handle, fc.constantFrom(0, 0, 600, 43_000))
    .map(([known, VisibilityTimeout]) => ({ ...known, VisibilityTimeout }));
  const entries = <T extends { ReceiptHandle: string }>(one: fc.Arbitrary<T>) =>
    fc
      .uniqueArray(one, { selector: ({ ReceiptHandle }) => ReceiptHandle, minLength: 1, maxLength: 4 })
      .map((list) => ({ Entries: list.map((members, index) => ({ Id: `e${index}`, ...members })) }));
  const call = (operation: string, input: fc.Arbitrary<Record<string, unknown>>) =>
    input.map(
      (members): Step =>
        () => ({ operation, input: members }),
    );
  return fc.oneof(
    { weight: 3, arbitrary: sends(kind) },
    { weight: 3, arbitrary: call("ReceiveMessage", fc.constant(receive(kind))) },
    call("ReceiveMessage", fc.constant({ ...receive(kind), QueueUrl: urlOf(`dead-${anyQueue}`) })),
    call("DeleteMessage", handle),
    call("DeleteMessageBatch", entries(handle)),
    { weight: 2, arbitrary: call("ChangeMessageVisibility", hidden) },
    call("ChangeMessageVisibilityBatch", entries(hidden)),
    call("GetQueueAttributes", fc.constant({ AttributeNames: ["All"] })),
  );
}

const addedBy = ({ operation, input }: Call): number => {
  if (operation === "SendMessage") return 1;
  return operation === "SendMessageBatch" && Array.isArray(input.Entries) ? input.Entries.length : 0;
};

/** The bodies of the messages that a call makes visible: what their handles do afterwards is a question of its own. */
export function madeVisible({ operation, input }: Call): string[] {
  if (!operation.startsWith("ChangeMessageVisibility")) return [];
  const entries = (input.Entries ?? [input]) as Entry[];
  return entries
    .filter(({ VisibilityTimeout }) => VisibilityTimeout === 0)
    .map(({ ReceiptHandle }) => String(ReceiptHandle).slice(1));
}

/**
 * A call with a handle that is known in place of each `@` and number; undefined when none is known.
 * @param known the bodies of the messages that were received.
 */
export function withKnownHandles({ operation, input }: Call, known: readonly string[]): Call | undefined {
  const handleOf = (text: unknown) => `@${known[Number(String(text).slice(1)) % known.length]}`;
  const renew = (one: Entry) => ({ ...one, ReceiptHandle: handleOf(one.ReceiptHandle) });
  const entries = (input.Entries ?? []) as Entry[];
  const needsHandle = "ReceiptHandle" in (entries[0] ?? input);
  if (!needsHandle) return { operation, input };
  if (known.length === 0) return undefined;
  if (entries.length === 0) return { operation, input: renew(input) };
  // The same handle twice in a batch is a question of its own.
  const byHandle = new Map(entries.map(renew).map((one) => [one.ReceiptHandle, one]));
  return { operation, input: { ...input, Entries: [...byHandle.values()] } };
}

/** Right requests in a row to a queue of that kind; a handle is written as `@` and a number. */
export const conversation = (kind: Kind): fc.Arbitrary<Call[]> =>
  fc.array(step(kind), { minLength: 5, maxLength: 25, size: "max" }).map((steps) => {
    let sent = 0;
    const calls: Call[] = [];
    for (const make of steps) {
      const { operation, input } = make(sent);
      const added = addedBy({ operation, input });
      if (sent + added > mostMessages) continue;
      sent += added;
      calls.push({ operation, input: { QueueUrl: urlOf(anyQueue), ...input } });
    }
    return calls;
  });
