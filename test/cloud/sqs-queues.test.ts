import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Service, Sqs } from "#aws";
import type { OutgoingMessage, Queues } from "#cloud/cloud.ts";
import { sqsQueues } from "#cloud/sqs-queues.ts";
import { startWire, type Wire } from "./wire.ts";

interface Entry {
  Id: string;
  [member: string]: unknown;
}
interface Failed {
  Id: string;
  Code: string;
  Message?: string;
  SenderFault: boolean;
}
/** Says which of a batch's entries fail at the n-th call, counted from 1. */
type Refuse = (entries: readonly Entry[], call: number) => Failed[];

let wire: Wire;
let queues: Queues;
let refuse: Refuse;
let batches: string[][];
beforeEach(async () => {
  refuse = () => [];
  batches = [];
  wire = await startWire((sqs) => ({ ...sqs, call: refusing(sqs) }));
  queues = queuesAt(wire.url);
});
afterEach(() => wire.close());

/** SQS, which passes on the entries of a batch that `refuse` does not name. */
function refusing(sqs: Sqs): Service["call"] {
  return async (operation, input, signal) => {
    if (operation !== "SendMessageBatch") return sqs.call(operation, input, signal);
    const entries = input.Entries as Entry[];
    batches.push(entries.map(({ Id }) => Id));
    const failed = refuse(entries, batches.length);
    const left = entries.filter(({ Id }) => !failed.some((each) => each.Id === Id));
    const sent =
      left.length > 0 ? ((await sqs.call(operation, { ...input, Entries: left }, signal)) as object) : {};
    return failed.length > 0 ? { ...sent, Failed: failed } : sent;
  };
}

const trace = "Root=1-65a1b2c3-0123456789abcdef01234567;Sampled=1";
const attributes = {
  MessageAttributes: { requestId: { DataType: "String", StringValue: "request-1" } },
  MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: trace } },
};

const queuesAt = (origin: string) =>
  sqsQueues({
    urls: { jobs: `${origin}/000000000000/jobs`, pages: `${origin}/000000000000/pages` },
    connect: wire.clients.sqs,
    retry: wire.retry,
    clock: wire.clock,
    ids: wire.ids,
    attributes: () => attributes,
  });

interface Received {
  Body: string;
  ReceiptHandle: string;
  Attributes: Record<string, string>;
  MessageAttributes: Record<string, { StringValue: string }>;
}

async function receive(queue = "pages"): Promise<Received[]> {
  const input = {
    QueueUrl: `${wire.url}/000000000000/${queue}`,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 600,
    MessageSystemAttributeNames: ["All"],
    MessageAttributeNames: ["All"],
  };
  const { Messages = [] } = (await wire.sqs.call("ReceiveMessage", input)) as { Messages?: Received[] };
  return Messages;
}

async function receiveAll(queue?: string): Promise<Received[]> {
  const all: Received[] = [];
  for (let some = await receive(queue); some.length > 0; some = await receive(queue)) all.push(...some);
  return all;
}

const messages = (count: number): OutgoingMessage[] =>
  Array.from({ length: count }, (_, n) => ({ body: { n } }));
const bodies = (received: readonly Received[]) =>
  received.map(({ Body }) => JSON.parse(Body).n as number).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("sending", () => {
  test("splits into batches of ten, and every message arrives with the ids that it continues", async () => {
    await queues.send("pages", messages(73));
    const received = await receiveAll();
    expect(bodies(received)).toEqual(upTo(73));
    expect(batches.map((batch) => batch.length).sort()).toEqual([10, 10, 10, 10, 10, 10, 10, 3]);
    for (const { Attributes, MessageAttributes } of received) {
      expect(MessageAttributes.requestId?.StringValue).toBe("request-1");
      expect(Attributes.AWSTraceHeader).toBe(trace);
    }
  });

  test("of nothing makes no call", async () => {
    await queues.send("pages", []);
    expect(wire.calls).toEqual([]);
  });

  test("goes to the queue that was named, with group and delay", async () => {
    await queues.send("jobs", [{ body: { n: 1 }, group: "job-1", delaySeconds: 60 }]);
    expect(await receive("jobs")).toEqual([]);
    wire.standInClock.advance(60_000);
    const [message] = await receive("jobs");
    expect(message?.Attributes.MessageGroupId).toBe("job-1");
    expect(await receiveAll("pages")).toEqual([]);
  });
});

const failed = ({ Id }: Entry, SenderFault = false): Failed => ({
  Id,
  Code: SenderFault ? "InvalidMessageContents" : "InternalError",
  Message: "It failed.",
  SenderFault,
});

describe("entries that SQS refuses", () => {
  test("are sent again alone after a wait, so that each arrives once", async () => {
    refuse = (entries, call) =>
      call === 1 ? entries.filter((_, index) => index % 2).map((each) => failed(each)) : [];
    await queues.send("pages", messages(4));
    expect(batches).toEqual([
      ["0", "1", "2", "3"],
      ["1", "3"],
    ]);
    expect(bodies(await receiveAll())).toEqual([0, 1, 2, 3]);
    expect(wire.clock.waits).toEqual([100]);
  });

  test("five times are given up with an error that says how many and why", async () => {
    refuse = ([first]) => (first ? [failed(first)] : []);
    await expect(queues.send("pages", messages(3))).rejects.toThrow(
      `SQS refused 1 messages for ${wire.url}/000000000000/pages: InternalError It failed.`,
    );
    expect(batches).toHaveLength(5);
    expect(wire.clock.waits).toEqual([100, 200, 400, 800]);
    expect(bodies(await receiveAll())).toEqual([1, 2]);
  });

  test("by a fault of ours are not sent again, wherever they stand among the refused", async () => {
    refuse = (entries) => entries.map((each, index) => failed(each, index === 1));
    await expect(queues.send("pages", messages(3))).rejects.toThrow("InvalidMessageContents It failed.");
    expect(batches).toHaveLength(1);
  });
});

test("a call that fails on the way is tried again", async () => {
  const effect = { kind: "error", code: "RequestThrottled", message: "Slow down", status: 403 } as const;
  wire.strike({ service: "sqs", operation: "SendMessageBatch", effect }, 2);
  await queues.send("pages", messages(1));
  expect(bodies(await receiveAll())).toEqual([0]);
  expect(wire.clock.waits).toEqual([50, 100]);
});

describe("a received message that is postponed", () => {
  beforeEach(() => queues.send("pages", messages(1)));
  const receiveOne = async () => (await receive())[0]?.ReceiptHandle ?? "";

  test("is visible again after that time", async () => {
    await queues.postpone("pages", await receiveOne(), 30);
    wire.standInClock.advance(29_999);
    expect(await receive()).toEqual([]);
    wire.standInClock.advance(1);
    expect(bodies(await receive())).toEqual([0]);
  });

  test("stays away for twelve hours at most, the limit of SQS", async () => {
    await queues.postpone("pages", await receiveOne(), 100_000);
    expect(wire.calls.at(-1)).toBe("sqs ChangeMessageVisibility");
    wire.standInClock.advance(43_200_000);
    expect(bodies(await receive())).toEqual([0]);
  });
});

test("the depth tells visible, delayed and received messages apart", async () => {
  await queues.send("pages", [
    ...messages(3),
    { body: {}, delaySeconds: 900 },
    { body: {}, delaySeconds: 900 },
  ]);
  await receive();
  await queues.send("pages", messages(4));
  expect(await queues.depth("pages")).toEqual({ visible: 4, delayed: 2, inFlight: 3 });
  expect(await queues.depth("jobs")).toEqual({ visible: 0, delayed: 0, inFlight: 0 });
});

test("a queue URL that names another host is sent to the endpoint all the same", async () => {
  const elsewhere = queuesAt("https://sqs.us-east-1.amazonaws.com");
  await elsewhere.send("pages", messages(1));
  const [message] = await receive();
  await elsewhere.postpone("pages", message?.ReceiptHandle ?? "", 0);
  expect(await elsewhere.depth("pages")).toEqual({ visible: 1, delayed: 0, inFlight: 0 });
  expect(wire.calls).toEqual([
    "sqs SendMessageBatch",
    "sqs ChangeMessageVisibility",
    "sqs GetQueueAttributes",
  ]);
});
