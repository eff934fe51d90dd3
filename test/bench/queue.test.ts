import { describe, expect, test } from "@jest/globals";
import { leastQueueRequests, leastTableRequests, leastWriteUnits } from "../../bench/queue/minimum.ts";
import { createRecorder } from "../../bench/queue/recorder.ts";
import { replayPlan } from "../../bench/queue/replay-plan.ts";
import { type Request, readdressed } from "../../bench/queue/request.ts";
import { differences, requestsTo, tallyOf } from "../../bench/queue/tally.ts";
import { createWriteMeter } from "../../bench/queue/write-meter.ts";

const request = (service: string, operation: string, input: Request["input"]): Request => ({
  service,
  operation,
  input,
  refused: false,
});
const key = (sk: string, pk = "J#1#0") => ({ pk: { S: pk }, sk: { S: sk } });
const update = (sk: string, more: Request["input"] = {}) =>
  request("dynamodb", "UpdateItem", { Key: key(sk), ...more });
const content = (n: string) => request("dynamodb", "PutItem", { Item: key(`C#${n}#1`) });
const counted = (n: string) =>
  update("PROG", { ExpressionAttributeValues: { ":v0": { N: "1" }, ":v1": { NS: [n] } } });
const readOf = (sk: string) => request("dynamodb", "GetItem", { Key: key(sk, "J#1") });
const cursor = update("META", { ExpressionAttributeNames: { "#cursor": "cursor" } });
const send = request("sqs", "SendMessageBatch", { QueueUrl: "http://127.0.0.1:1/0/pages", Entries: [] });

describe("the plan of a replay", () => {
  const dispatched = request("dynamodb", "PutItem", { Item: key("E#now#DISPATCHED#1", "J#1") });
  const full = update("META", { ExpressionAttributeNames: { "#chunksDone": "chunksDone" } });
  const run = [
    readOf("META"),
    send,
    readOf("META"),
    cursor,
    update("P#000001"),
    readOf("SPEC"),
    dispatched,
    update("P#000002"),
    content("000001"),
    content("000002"),
    update("P#000002"),
    update("P#000001"),
    counted("1"),
    readOf("META"),
    counted("2"),
    full,
  ];
  const { dispatch, pages } = replayPlan(run);

  test("keeps the dispatcher's requests in order", () => {
    expect(dispatch).toEqual([run[0], send, cursor, dispatched]);
  });

  test("keeps each page's requests in order, after what its batch read and before what its chunk adds or nobody claims", () => {
    expect(pages).toEqual([
      [run[2], run[4], run[8], run[11], run[12]],
      [run[5], run[7], run[9], run[10], run[14], full, run[13]],
    ]);
  });

  test("loses and adds nothing", () => {
    const planned = [...dispatch, ...pages.flat()];
    expect(planned).toHaveLength(run.length);
    expect(differences(tallyOf(run), tallyOf(planned))).toEqual([]);
  });
});

describe("write units", () => {
  const put = (bytes: number) =>
    request("dynamodb", "PutItem", { Item: { ...key("C#1#1"), packed: { S: "x".repeat(bytes) } } });

  test("are the whole KB of the larger of the item before and after, and at least one", () => {
    const unitsOf = createWriteMeter();
    const small = request("dynamodb", "DeleteItem", { Key: key("OPEN") });
    expect(unitsOf(small, {})).toBe(1);
    expect(unitsOf(put(2_000), {})).toBe(2);
    expect(unitsOf(put(10), {})).toBe(2);
    expect(unitsOf(put(10), {})).toBe(1);
    const after = { Attributes: { ...key("P#1"), title: { S: "x".repeat(3_000) } } };
    expect(unitsOf(update("P#1"), after)).toBe(3);
  });

  test("of a refused write are those of the item that stands, and a read takes none", () => {
    const unitsOf = createWriteMeter();
    unitsOf(put(2_000), {});
    expect(unitsOf({ ...put(9_000), refused: true }, undefined)).toBe(2);
    expect(unitsOf(readOf("META"), {})).toBe(0);
  });
});

test("a recorder sorts what came before the dispatch message, over the wire and in-process", async () => {
  const recorder = createRecorder(true);
  const call = ({ service, operation, input }: Request, via: "wire" | "mapping", output: unknown = {}) =>
    recorder.onCall({ service, operation, input, output, via });
  const event = request("dynamodb", "PutItem", { Item: key("E#now#CREATED#1", "J#1") });
  const receive = request("sqs", "ReceiveMessage", { QueueUrl: "http://127.0.0.1:1/0/pages" });
  call(readOf("META"), "wire");
  call(receive, "mapping");
  call(event, "wire");
  call(send, "wire");
  call(receive, "mapping");
  call(content("000001"), "wire");
  call(update("META"), "wire", { Attributes: { status: { S: "COMPLETED" } } });
  await recorder.completed;
  const { before, wire, mapping, units } = recorder.recording();
  expect(before).toEqual([event]);
  expect(wire).toEqual([content("000001"), update("META")]);
  expect(mapping).toEqual([receive]);
  expect(units).toEqual({ content: 1, progress: 0, all: 2 });
});

test("tallies differ by number and by bytes, not by the address of a queue", () => {
  const elsewhere = readdressed(send, "http://127.0.0.1:65000");
  expect(elsewhere.input.QueueUrl).toBe("http://127.0.0.1:65000/0/pages");
  expect(differences(tallyOf([send]), tallyOf([elsewhere]))).toEqual([]);
  expect(differences(tallyOf([send]), tallyOf([send, send]))).toEqual(["sqs SendMessageBatch"]);
  expect(differences(tallyOf([content("1")]), tallyOf([content("12")]))).toEqual(["dynamodb PutItem"]);
  expect(requestsTo(tallyOf([send, cursor, send]), "sqs")).toBe(2);
});

test("the least of the sample job, term by term", () => {
  const size = { pages: 1_734, environments: 4 };
  const stored = { content: 3_468, progress: 1_734 };
  // Claim and done of each page; 7 cursors, 8 chunks, completion, two events, the open marker.
  expect(leastWriteUnits(size, stored)).toBe(2 * 1_734 + 3_468 + 1_734 + 7 + 8 + 1 + 2 + 1);
  // Four writes a page; META once per five pages, SPEC four times, META of the dispatcher, all progress at the end.
  expect(leastTableRequests(size)).toBe(4 * 1_734 + 347 + 4 + 1 + 7 + 8 + 1 + 1 + 2 + 1);
  // Six blocks of 25 sends and one of 24; 347 receives and deletes; the dispatch message's own two.
  expect(leastQueueRequests(size)).toBe(174 + 347 + 347 + 2);
});
