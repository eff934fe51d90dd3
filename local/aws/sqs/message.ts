import type { Lane } from "./lanes.ts";

/** A custom attribute in the wire's shape; a binary value is base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** What the sender gave and the service added once: it never changes, and it is what the journal keeps. */
export interface SentMessage {
  id: string;
  body: string;
  md5: string;
  attributes?: Record<string, MessageAttribute>;
  /** The MD5 over all of them. */
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

/** A message in a queue. */
export interface Message {
  readonly sent: SentMessage;
  /** When it came into this queue, in milliseconds since the epoch: later than `sentAt` in a dead-letter queue. */
  readonly arrivedAt: number;
  readonly lane: Lane;
  /** The dead-letter queue's memory of where the message came from. */
  readonly sourceArn: string | undefined;
  /** Receives in the queue it came from. */
  readonly earlierReceives: number;
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
  visibleIndex: number;
  timerIndex: number;
  ageIndex: number;
}
