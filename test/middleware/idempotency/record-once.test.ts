import { describe, expect, test } from "@jest/globals";
import {
  batch,
  type IdempotencyStore,
  memoryStore,
  type QueueHandler,
  type QueueOptions,
  type QueueRecord,
  queue,
  type RecordOnceOption,
} from "#middleware";
import { lambdaContext, outside, validatorOf } from "../support.ts";
import { stores, storesInModes } from "./stores.ts";

const arn = "arn:aws:sqs:us-east-1:000000000000:pages";
const record = (messageId: string, body: unknown = {}, eventSourceARN = arn): QueueRecord => ({
  messageId,
  receiptHandle: "receipt",
  body: JSON.stringify(body),
  eventSourceARN,
});
const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const anyMessage = validatorOf<{ job: string; page: number }>(() => true);
const turn = () => new Promise((resolve) => setImmediate(resolve));

function consumer(
  work: (run: number) => unknown,
  options: QueueOptions<typeof anyMessage>,
  handlerOf: typeof batch = batch,
) {
  const view = outside();
  const worked: string[] = [];
  const handler: QueueHandler<{ job: string; page: number }> = ({ record }) => {
    worked.push(record.messageId);
    return work(worked.length);
  };
  const lambda = handlerOf({ ports: view.ports, message: anyMessage, ...options }, handler);
  const deliver = (records: QueueRecord[], remaining = 30_000) =>
    lambda({ Records: records }, lambdaContext(remaining));
  return { ...view, worked, deliver };
}

describe.each(storesInModes)("queue({ idempotent }): $store store, $observability mode", (kind) => {
  async function once(work: (run: number) => unknown, more: QueueOptions<typeof anyMessage> = {}) {
    const idempotent = { store: await stores[kind.store]() };
    return consumer(work, { observability: kind.observability, idempotent, ...more });
  }

  test("takes a message that comes again off the queue without another run", async () => {
    const { deliver, worked, lines } = await once(() => "done");
    expect(await deliver([record("m1"), record("m2")])).toEqual(failures());
    expect(await deliver([record("m1"), record("m3")])).toEqual(failures());
    expect(worked).toEqual(["m1", "m2", "m3"]);
    expect(lines.map(({ messageId, outcome }) => [messageId, outcome])).toEqual([
      ["m1", "ok"],
      ["m2", "ok"],
      ["m1", "duplicate"],
      ["m3", "ok"],
    ]);
  });

  test("of fifty deliveries at once one works; the others come back", async () => {
    const gate = Promise.withResolvers<void>();
    const { deliver, worked, lines } = await once(() => gate.promise);
    const all = Array.from({ length: 50 }, () => deliver([record("m1")]));
    expect(await Promise.any(all)).toEqual(failures("m1"));
    gate.resolve();
    const ends = (await Promise.all(all)).map(({ batchItemFailures }) => batchItemFailures.length);
    expect(ends.filter((failed) => failed === 0)).toHaveLength(1);
    expect(lines.filter(({ code }) => code === "request-in-flight")).toHaveLength(49);
    expect(await deliver([record("m1")])).toEqual(failures());
    expect(worked).toEqual(["m1"]);
  });

  test("works again on a message whose work failed, whatever it threw", async () => {
    const inconsistent = Object.assign(new Error("mine"), { name: "IdempotencyInconsistentStateError" });
    const thrown = [new Error("broken"), "text", undefined, inconsistent];
    const { deliver, worked } = await once((run) => {
      if (run <= thrown.length) throw thrown[run - 1];
    });
    for (const _ of thrown) expect(await deliver([record("m1")])).toEqual(failures("m1"));
    expect(await deliver([record("m1")])).toEqual(failures());
    expect(worked).toHaveLength(thrown.length + 1);
  });

  test("work that the batch no longer waits for keeps its message until it ends", async () => {
    const gate = Promise.withResolvers<void>();
    const { deliver, worked, timers } = await once(() => gate.promise);
    const late = deliver([record("m1")], 10_000);
    while (worked.length === 0) await turn();
    for (const { run } of [...timers]) run();
    expect(await late).toEqual(failures("m1"));
    expect(await deliver([record("m1")])).toEqual(failures("m1"));
    gate.resolve();
    while ((await deliver([record("m1")])).batchItemFailures.length > 0) await turn();
    expect(worked).toEqual(["m1"]);
  });

  test("after the end of an invocation that vanished another works", async () => {
    const { deliver, worked, clock } = await once((run) => (run === 1 ? new Promise(() => {}) : "done"));
    void deliver([record("m1")], 10_000);
    while (worked.length === 0) await turn();
    clock.now += 10_999;
    expect(await deliver([record("m1")])).toEqual(failures("m1"));
    clock.now += 1;
    expect(await deliver([record("m1")])).toEqual(failures());
    expect(worked).toEqual(["m1", "m1"]);
  });
});

describe("queue({ idempotent })", () => {
  test("goes by the name that a function gives, within one queue", async () => {
    const { deliver, worked } = consumer(() => "done", {
      idempotent: ({ job, page }, { receiptHandle }) => `${receiptHandle}#${job}#${page}`,
    });
    await deliver([record("m1", { job: "a", page: 1 })]);
    await deliver([record("m2", { job: "a", page: 1 }), record("m3", { job: "a", page: 2 })]);
    await deliver([record("m4", { job: "a", page: 1 }, `${arn}-other`)]);
    await deliver([record("m5", { job: "a", page: 1 }, `${arn}-other`)]);
    expect(worked).toEqual(["m1", "m3", "m4"]);
  });

  test("a name never meets a message's id", async () => {
    const store = memoryStore();
    const byId = consumer(() => "done", { idempotent: { store } });
    const byName = consumer(() => "done", { idempotent: { store, key: () => "m1" } });
    await byId.deliver([record("m1")]);
    await byName.deliver([record("m1")]);
    expect([byId.worked, byName.worked]).toEqual([["m1"], ["m1"]]);
  });

  const nameless: [string, RecordOnceOption, string][] = [
    ["no messageId", true, "the record has no messageId"],
    ["an empty name", () => "", "key() told no name"],
    ["a name that is no text", () => 7 as never, "key() told no name"],
  ];

  test.each(nameless)("fails a record with %s", async (_, idempotent, complaint) => {
    const { deliver, worked, lines } = consumer(() => "done", { idempotent });
    await deliver([{ ...record("m1"), messageId: idempotent === true ? (undefined as never) : "m1" }]);
    expect(lines).toMatchObject([
      { outcome: "failed", error: { message: expect.stringContaining(complaint) } },
    ]);
    expect(worked).toEqual([]);
  });

  test("without the store it fails the record, or runs it on wish", async () => {
    const fail = () => Promise.reject(new Error("no connection"));
    const store: IdempotencyStore = { maxResultBytes: 1_000, begin: fail, complete: fail, abandon: fail };
    const refuse = consumer(() => "done", { idempotent: { store } });
    expect(await refuse.deliver([record("m1")])).toEqual(failures("m1"));
    expect(refuse.lines).toMatchObject([{ code: "idempotency-unavailable" }]);
    const run = consumer(() => "done", { idempotent: { store, whenStoreFails: "run" } });
    expect(await run.deliver([record("m1")])).toEqual(failures());
    expect([refuse.worked, run.worked]).toEqual([[], ["m1"]]);
  });

  test("is at least once where the store forgets that the work is done", async () => {
    const store = { ...memoryStore(), complete: () => Promise.reject(new Error("no connection")) };
    const { deliver, worked, clock } = consumer(() => "done", { idempotent: { store, lockSeconds: 5 } });
    expect(await deliver([record("m1")])).toEqual(failures());
    expect(await deliver([record("m1")])).toEqual(failures("m1"));
    clock.now += 5_000;
    expect(await deliver([record("m1")])).toEqual(failures());
    expect(worked).toEqual(["m1", "m1"]);
  });

  test("tells of a duplicate in the trace too", async () => {
    const segments: string[] = [];
    const { ports } = outside({ sendSegment: (segment) => segments.push(segment) });
    const traced = { AWSTraceHeader: `Root=1-69560000-${"1".repeat(24)};Parent=${"2".repeat(16)};Sampled=1` };
    const lambda = batch({ ports, observability: "lean", idempotent: true }, () => "done");
    for (const _ of ["first", "again"])
      await lambda({ Records: [{ ...record("m1"), attributes: traced }] }, lambdaContext());
    const outcomes = segments.join("\n").match(/"outcome":"\w+"/g);
    expect(outcomes).toEqual(['"outcome":"ok"', '"outcome":"duplicate"']);
  });

  test("keeps nothing of a message that does not fit its schema", async () => {
    const { ports } = outside();
    let fits = false;
    let worked = 0;
    const message = validatorOf(() => fits);
    const lambda = queue({ ports, message, idempotent: true }, () => ++worked);
    expect(await lambda({ Records: [record("m1")] }, lambdaContext())).toEqual(failures("m1"));
    fits = true;
    expect(await lambda({ Records: [record("m1")] }, lambdaContext())).toEqual(failures());
    expect(worked).toBe(1);
  });

  test("names what is wrong with an option at start-up", () => {
    const make = (idempotent: unknown) => () => queue({ idempotent: idempotent as never }, () => 1);
    expect(make({ required: true })).toThrow('queue(): unknown option "idempotent.required"');
    expect(make({ key: "id" })).toThrow("idempotent.key must be a function");
    expect(make({ ttlSeconds: -1 })).toThrow("idempotent.ttlSeconds must be");
    expect(make("yes")).toThrow("idempotent must be true, a function");
    expect(make(null)).toThrow("idempotent must be true, a function");
  });
});
