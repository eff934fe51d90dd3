import { LargeValue, largeFrom, type ValueHome } from "../journal/large-value.ts";
import type { MessageContent, MessageHead, SentMessage } from "./message.ts";

/** A message whose body and attributes may stand outside of memory; they are then read at each use. */
class LargeMessage implements SentMessage {
  readonly id: string;
  readonly md5: string;
  readonly attributesMd5?: string;
  readonly trace?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  readonly sentAt: number;
  readonly large: LargeValue<MessageContent>;

  constructor(head: MessageHead, large: LargeValue<MessageContent>) {
    this.id = head.id;
    this.md5 = head.md5;
    this.attributesMd5 = head.attributesMd5;
    this.trace = head.trace;
    this.groupId = head.groupId;
    this.deduplicationId = head.deduplicationId;
    this.sequenceNumber = head.sequenceNumber;
    this.sentAt = head.sentAt;
    this.large = large;
  }

  get body() {
    return this.large.value.body;
  }

  get attributes() {
    return this.large.value.attributes;
  }
}

/** The message as the queue keeps it; a large one goes to `values`, if there are any. */
export function holdMessage(sent: SentMessage, values: ValueHome | undefined): SentMessage {
  if (!values || sent.large) return sent;
  const { body, attributes } = sent;
  const bytes = body.length + attributesLength(sent);
  if (bytes < largeFrom) return sent;
  const content = attributes ? { body, attributes } : { body };
  return new LargeMessage(sent, LargeValue.of<MessageContent>(values, content, bytes));
}

/** The same message with another id, time and number: what it becomes in another queue. */
export function renewMessage(sent: SentMessage, renewal: Partial<MessageHead>): SentMessage {
  return sent.large ? new LargeMessage({ ...sent, ...renewal }, sent.large) : { ...sent, ...renewal };
}

/** A message as the journal keeps it; a large content is one of the change's values. */
export type KeptMessage = MessageHead & (MessageContent | { content: number });

/** @param values takes a large content. */
export function keepMessage(sent: SentMessage, values: LargeValue[]): KeptMessage {
  if (!sent.large) return sent;
  const { large, ...head } = sent;
  return { ...head, content: values.push(large) - 1 };
}

/** Takes a message out of a change that the journal has kept. */
export function takeMessage(kept: KeptMessage, values: readonly LargeValue[]): SentMessage {
  if (!("content" in kept)) return kept;
  const { content, ...head } = kept;
  return new LargeMessage(head, values[content] as LargeValue<MessageContent>);
}

function attributesLength({ attributes }: SentMessage): number {
  let sum = 0;
  for (const name in attributes) {
    const { StringValue, BinaryValue } = attributes[name] ?? {};
    sum += name.length + (StringValue ?? BinaryValue ?? "").length;
  }
  return sum;
}
