import { describe, expect, test } from "@jest/globals";
import { mostEventBytes, splitByPayload } from "#local/aws/mapping/payload-limit.ts";
import { type ReceivedMessage, sqsEvent } from "#local/aws/mapping/sqs-event.ts";

const arn = "arn:aws:sqs:eu-west-1:111122223333:orders";
const mebibyte = 1024 * 1024;

const message = (MessageId: string, Body: string, more: Partial<ReceivedMessage> = {}): ReceivedMessage => ({
  MessageId,
  ReceiptHandle: `handle-${MessageId}`,
  Body,
  MD5OfBody: "0".repeat(32),
  Attributes: { ApproximateReceiveCount: "1" },
  ...more,
});
const sizes = (parts: ReceivedMessage[][]) => parts.map((part) => part.length);
const eventBytes = (part: ReceivedMessage[]) => Buffer.byteLength(JSON.stringify(sqsEvent(part, arn)));

describe("a batch", () => {
  test("of ordinary messages stays whole and in order", () => {
    const batch = ["a", "b", "c"].map((id) => message(id, id));
    expect(splitByPayload(batch, arn)).toEqual([batch]);
  });

  test("ends before its event grows larger than Lambda takes", () => {
    const batch = Array.from({ length: 10 }, (_, index) =>
      message(String(index), "x".repeat(mebibyte - 1024)),
    );
    const parts = splitByPayload(batch, arn);
    expect(sizes(parts)).toEqual([6, 4]);
    expect(parts.flat()).toEqual(batch);
  });

  test("is measured as JSON in UTF-8: what is escaped or has several bytes counts so", () => {
    const quotes = Array.from({ length: 5 }, (_, index) => message(String(index), '"'.repeat(mebibyte)));
    expect(sizes(splitByPayload(quotes, arn))).toEqual([2, 2, 1]);
    const accents = Array.from({ length: 7 }, (_, index) => message(String(index), "é".repeat(mebibyte / 2)));
    expect(sizes(splitByPayload(accents, arn))).toEqual([5, 2]);
    const attributes = { big: { DataType: "String", StringValue: "x".repeat(mebibyte) } };
    const others = Array.from({ length: 7 }, (_, index) =>
      message(String(index), "", { MessageAttributes: attributes }),
    );
    expect(sizes(splitByPayload(others, arn))).toEqual([5, 2]);
  });

  test("may fill its event to the last byte", () => {
    const rest = mostEventBytes - eventBytes([message("a", "x".repeat(mebibyte)), message("b", "")]);
    const full = [message("a", "x".repeat(mebibyte)), message("b", "y".repeat(rest))];
    expect(eventBytes(full)).toBe(mostEventBytes);
    expect(sizes(splitByPayload(full, arn))).toEqual([2]);
    const over = [message("a", "x".repeat(mebibyte)), message("b", "y".repeat(rest + 1))];
    expect(sizes(splitByPayload(over, arn))).toEqual([1, 1]);
  });

  test("of one message that is too large alone is left to Lambda to refuse", () => {
    expect(sizes(splitByPayload([message("a", '"'.repeat(4 * mebibyte))], arn))).toEqual([1]);
  });
});
