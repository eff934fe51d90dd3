import { type Contents, createContents } from "./contents.ts";
import { createDeduplication, type Deduplication } from "./deduplication.ts";
import type { Attributes } from "./queue-attributes.ts";
import type { RedriveAllowPolicy, RedrivePolicy } from "./redrive-policy.ts";

/** The attributes that the engine reads on its way, parsed; times are in milliseconds. */
export interface Settings {
  visibilityTimeout: number;
  delay: number;
  retention: number;
  wait: number;
  /** Bytes. */
  maximumSize: number;
  redrive: RedrivePolicy | undefined;
  redriveAllow: RedriveAllowPolicy | undefined;
}

/** One queue with all that is in it. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  attributes: Attributes;
  settings: Settings;
  tags: Record<string, string>;
  contents: Contents;
  purgedAt: number | undefined;
  readonly deduplication: Deduplication;
  /** The start of every receipt handle of this queue. */
  readonly handlePrefix: string;
  /** The number of the latest message, for FIFO sequence numbers. */
  sequence: number;
}

/** Whether a name belongs to a FIFO queue. */
export const isFifoName = (name: string): boolean => name.endsWith(".fifo");

/** Parses what `attributes` says; they have been checked. */
export function readSettings(attributes: Attributes): Settings {
  const milliseconds = (name: string) => Number(attributes[name]) * 1000;
  const policy = <T>(name: string) => (attributes[name] ? (JSON.parse(attributes[name]) as T) : undefined);
  return {
    visibilityTimeout: milliseconds("VisibilityTimeout"),
    delay: milliseconds("DelaySeconds"),
    retention: milliseconds("MessageRetentionPeriod"),
    wait: milliseconds("ReceiveMessageWaitTimeSeconds"),
    maximumSize: Number(attributes.MaximumMessageSize),
    redrive: policy<RedrivePolicy>("RedrivePolicy"),
    redriveAllow: policy<RedriveAllowPolicy>("RedriveAllowPolicy"),
  };
}

const hash = (text: string) => {
  let bits = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  return (bits >>> 0).toString(16).padStart(8, "0");
};

/** An empty queue; `attributes` are complete. */
export function createQueue(name: string, arn: string, attributes: Attributes, at: number): Queue {
  const fifo = isFifoName(name);
  return {
    name,
    arn,
    fifo,
    createdAt: at,
    modifiedAt: at,
    attributes,
    settings: readSettings(attributes),
    tags: {},
    contents: createContents(fifo),
    purgedAt: undefined,
    deduplication: createDeduplication(),
    handlePrefix: `AQEB${hash(`${arn} ${at}`)}`,
    sequence: 0,
  };
}
