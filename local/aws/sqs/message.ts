import type { LargeValue } from "../journal/large-value.ts";
import type { Lane } from "./lanes.ts";

/** A custom attribute in the wire's shape; a binary value is base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** The parts of a message that can be large. */
export interface MessageContent {
  body: string;
  attributes?: Record<string, MessageAttribute>;
}

/** The parts that cannot. */
export interface MessageHead {
  id: string;
  md5: string;
  /** The MD5 over all attributes. */
  attributesMd5?: string;
  /** The X-Ray header that came as the system attribute `AWSTraceHeader`. */
  trace?: string;
  groupId?: string;
  deduplicationId?: string;
  /** FIFO only: 20 digits, rising within the queue. */
  sequenceNumber?: string;
  /** Milliseconds since the epoch; retention counts from here. */
  sentAt: number;
}

/** What the sender gave and the service added once: it never changes, and it is what the journal keeps. */
export interface SentMessage extends MessageHead, Readonly<MessageContent> {
  /** Where body and attributes stand, when they are large; they are then read at each use. */
  readonly large?: LargeValue<MessageContent>;
}

/** Where a message stands in its queue: all of it that changes. */
export interface MessageState {
  state: "visible" | "inFlight" | "delayed";
  /** When being in flight or delayed ends, in milliseconds since the epoch. */
  until: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** The start of the current receive, from which the 12-hour limit counts. */
  receivedAt: number;
  /** The handle of the latest receive. */
  handle: string | undefined;
  /** Its place in line: the lowest number is handed out first. */
  order: number;
}

/** A message in a queue. */
export interface Message extends MessageState {
  readonly sent: SentMessage;
  /** When it came into this queue, in milliseconds since the epoch: later than `sentAt` in a dead-letter queue. */
  readonly arrivedAt: number;
  /** The dead-letter queue's memory of where the message came from. */
  readonly sourceArn: string | undefined;
  /** Receives in the queue it came from. */
  readonly earlierReceives: number;
  lane: Lane;
  visibleIndex: number;
  timerIndex: number;
  ageIndex: number;
}

/** All of a message that changes, as it is now. */
export const stateOf = (message: MessageState): MessageState => ({
  state: message.state,
  until: message.until,
  receiveCount: message.receiveCount,
  firstReceivedAt: message.firstReceivedAt,
  receivedAt: message.receivedAt,
  handle: message.handle,
  order: message.order,
});
