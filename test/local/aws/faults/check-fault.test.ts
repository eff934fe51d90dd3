import { expect, test } from "@jest/globals";
import { createFaults, type Fault, virtualClock } from "#aws";

const offered = {
  dynamodb: ["PutItem", "BatchWriteItem", "BatchGetItem"],
  sqs: ["SendMessage", "SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"],
  lambda: ["Invoke"],
};
const inject = (fault: Fault) => createFaults(virtualClock(), () => 0, offered).inject(fault);
const throttle = { kind: "throttle" } as const;

test.each<[string, Fault]>([
  ["its rate 1.5 is not a share between 0 and 1", { rate: 1.5, effect: throttle }],
  ["its rate NaN is not a share between 0 and 1", { rate: Number.NaN, effect: throttle }],
  ["its from NaN is not a time", { rate: 1, from: Number.NaN, effect: throttle }],
  ["it ends at 1, before it begins at 2", { rate: 1, from: 2, until: 1, effect: throttle }],
  ["there is no service s3; there are dynamodb, sqs, lambda.", { service: "s3", rate: 1, effect: throttle }],
  [
    "there is no operation Put of dynamodb; there are PutItem, BatchWriteItem, BatchGetItem.",
    { service: "dynamodb", operation: "Put", rate: 1, effect: throttle },
  ],
  ["there is no operation Put of any service.", { operation: "Put", rate: 1, effect: throttle }],
  ["its latency is not a number of milliseconds", { rate: 1, effect: { kind: "latency", milliseconds: -1 } }],
  [
    "its latency is not a number of milliseconds",
    { rate: 1, effect: { kind: "latency", milliseconds: [9, 1] } },
  ],
  ["its error has no code", { rate: 1, effect: { kind: "error", code: "", message: "", status: 400 } }],
  [
    "the status 200 of its error",
    { rate: 1, effect: { kind: "error", code: "A", message: "", status: 200 } },
  ],
  [
    "its share 0 is not above 0 and at most 1",
    { operation: "SendMessageBatch", rate: 1, effect: { kind: "partialFailure", share: 0 } },
  ],
  [
    "only a batch can fail in part; name one of SendMessageBatch, DeleteMessageBatch, ChangeMessageVisibilityBatch",
    { service: "sqs", operation: "SendMessage", rate: 1, effect: { kind: "partialFailure" } },
  ],
  ["only a batch can fail in part", { service: "sqs", rate: 1, effect: { kind: "partialFailure" } }],
  ["only the operation Invoke of lambda", { service: "sqs", rate: 1, effect: { kind: "kill" } }],
  ["only the operation Invoke of lambda", { rate: 1, effect: { kind: "kill" } }],
  [
    "it kills after milliseconds or after calls, not both",
    { service: "lambda", rate: 1, effect: { kind: "kill", afterCalls: 1, afterMilliseconds: 1 } },
  ],
  [
    "its afterCalls is not a number of calls",
    { service: "lambda", rate: 1, effect: { kind: "kill", afterCalls: 0 } },
  ],
  [
    "its afterMilliseconds is not a number of milliseconds",
    { service: "lambda", rate: 1, effect: { kind: "kill", afterMilliseconds: -5 } },
  ],
  ['there is no effect "explode"', { rate: 1, effect: { kind: "explode" } as unknown as Fault["effect"] }],
])("a fault is refused when %s", (reason, fault) => {
  expect(() => inject(fault)).toThrow(`The fault is refused: ${reason}`);
});

test("faults that can strike are taken, and changing them afterwards changes nothing", () => {
  const faults = createFaults(virtualClock(5), () => 0, offered);
  const fault: Fault = { service: "sqs", rate: 1, from: 5, until: 6, effect: throttle };
  const heal = faults.inject(fault);
  fault.rate = 0;
  expect(faults.strike("sqs", "SendMessage")).toEqual([throttle]);
  heal();
  expect(faults.strike("sqs", "SendMessage")).toEqual([]);
  for (const effect of [{ kind: "kill" }, { kind: "kill", afterCalls: [1, 3] }] as const)
    inject({ service: "lambda", operation: "Invoke", rate: 0.5, effect });
  inject({ operation: "BatchGetItem", rate: 1, effect: { kind: "partialFailure", share: 1 } });
});

test("a range is drawn evenly between its ends, both included", () => {
  const draws = [0, 0.25, 0.5, 0.75, 0.999];
  const faults = createFaults(virtualClock(), () => draws.shift() ?? 0);
  expect([1, 2, 3, 4, 5].map(() => faults.draw([10, 13]))).toEqual([10, 11, 12, 13, 13]);
  expect(faults.draw(7)).toBe(7);
});
