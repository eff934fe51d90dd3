import { hash } from "node:crypto";
import type { MessageAttribute } from "./message.ts";

/** The MD5 of a body, in hexadecimal. */
export const md5OfText = (text: string): string => hash("md5", text);

const stringValue = 1;
const binaryValue = 2;

// Attributes are small as a rule, so one buffer serves them all; larger ones get their own.
const shared = Buffer.allocUnsafe(4096);

function writeSized(target: Buffer, text: string, encoding: "utf8" | "base64", at: number): number {
  const length = target.write(text, at + 4, encoding);
  target.writeUInt32BE(length, at);
  return at + 4 + length;
}

function writeAttribute(target: Buffer, name: string, attribute: MessageAttribute, at: number): number {
  const { DataType, StringValue, BinaryValue } = attribute;
  const end = writeSized(target, DataType, "utf8", writeSized(target, name, "utf8", at));
  target[end] = BinaryValue === undefined ? stringValue : binaryValue;
  return BinaryValue === undefined
    ? writeSized(target, StringValue ?? "", "utf8", end + 1)
    : writeSized(target, BinaryValue, "base64", end + 1);
}

// Three bytes of UTF-8 for each UTF-16 unit are always enough.
const spaceFor = (name: string, { DataType, StringValue = "", BinaryValue = "" }: MessageAttribute) =>
  13 + 3 * (name.length + DataType.length + StringValue.length) + BinaryValue.length;

/**
 * The MD5 over attributes, in hexadecimal; undefined when there are none.
 * See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(
  attributes: Record<string, MessageAttribute> | undefined,
): string | undefined {
  if (!attributes) return undefined;
  const entries = Object.entries(attributes).sort(([first], [second]) => (first < second ? -1 : 1));
  if (entries.length === 0) return undefined;
  const space = entries.reduce((sum, [name, attribute]) => sum + spaceFor(name, attribute), 0);
  const target = space > shared.length ? Buffer.allocUnsafe(space) : shared;
  let end = 0;
  for (const [name, attribute] of entries) end = writeAttribute(target, name, attribute, end);
  return hash("md5", target.subarray(0, end));
}

/** The MD5 over the one system attribute that a sender may set. */
export const md5OfTrace = (trace: string | undefined): string | undefined =>
  trace === undefined
    ? undefined
    : md5OfAttributes({ AWSTraceHeader: { DataType: "String", StringValue: trace } });
