import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Cloud } from "#cloud/cloud.ts";
import { keys } from "#pipeline/keys.ts";
import { readJob as readJobDirectly } from "#pipeline/read-job.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { orderJob, readJob, seedBusiness } from "../support/seed.ts";

/** The stack with a clock that the test turns, and a fuse that breaks the next effect of a name. */
let harness: Harness;
let offsetMs: number;
let fuse: string | undefined;

const wrap = (cloud: Cloud): Cloud => ({
  ...cloud,
  clock: { now: () => cloud.clock.now() + offsetMs, sleep: cloud.clock.sleep },
  table: fused("table", cloud.table),
  queues: fused("queues", cloud.queues),
  llm: fused("llm", cloud.llm),
});

/** An effects object whose method named by the fuse does its work and then dies, once: a crash right after the effect. */
function fused<T extends object>(name: string, effects: T): T {
  return new Proxy(effects, {
    get(target, method: string) {
      const effect = Reflect.get(target, method) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        const result = await effect.apply(target, args);
        const key = `${name}.${method}`;
        const detail = `${key}:${JSON.stringify(args)}`;
        if (fuse && (key === fuse || detail.includes(fuse))) {
          fuse = undefined;
          throw new Error("the container died here");
        }
        return result;
      };
    },
  });
}

beforeEach(async () => {
  offsetMs = 0;
  fuse = undefined;
  harness = await startHarness(wrap);
});
afterEach(() => harness.close());

const minute = 60_000;

/** Sweeps and drains, a minute apart, until the job has ended. */
async function repair(jobId: string, sweeps: number) {
  for (let n = 0; n < sweeps; n++) {
    offsetMs += minute;
    await harness.sweep();
    await harness.drain();
  }
  return readJob(harness, jobId);
}

test.each([
  ["OPEN was put", '"pk":"OPEN"'],
  ["SPEC was put", '"sk":"SPEC"'],
  ["META was put", "requestHash"],
  ["the listing was put", '"pk":"JOBS#2'],
  ["the dispatch message was sent", "queues.send"],
])("an order that died after %s is completed by its retry, as one job", async (_, where) => {
  const business = await seedBusiness(harness, 2, 2);
  fuse = where;
  expect((await orderJob(harness, business.id)).status).toBe(500);
  expect(fuse).toBeUndefined();
  const retry = await orderJob(harness, business.id);
  expect(retry.status).toBe(201);
  await harness.drain();
  expect(await readJob(harness, retry.body.id)).toMatchObject({ status: "COMPLETED", progress: { done: 4 } });
  expect(harness.claude.counters.requests).toBe(4);
});

test("an order whose client never came back is dispatched by the sweeper", async () => {
  const business = await seedBusiness(harness, 2, 2);
  fuse = "requestHash";
  await orderJob(harness, business.id);
  const [open] = await harness.cloud.table.query("OPEN");
  expect(await repair(open?.sk ?? "", 3)).toMatchObject({ status: "COMPLETED", progress: { done: 4 } });
});

test("an order that never committed is given up after a quarter of an hour, and its key is spent", async () => {
  const business = await seedBusiness(harness, 2, 2);
  fuse = '"sk":"SPEC"';
  await orderJob(harness, business.id);
  offsetMs += 16 * minute;
  await harness.sweep();
  expect(await harness.cloud.table.query("OPEN")).toEqual([]);
  const late = await orderJob(harness, business.id);
  expect(late).toMatchObject({ status: 409, body: { code: "expired-key" } });
});

test("a dispatcher that died between sending and its cursor sends a block twice, and no page is written twice", async () => {
  const business = await seedBusiness(harness, 5, 6);
  const { id } = (await orderJob(harness, business.id)).body;
  const records = await harness.receive("jobs");
  fuse = "queues.send";
  expect(await harness.deliver("jobs", records)).toHaveLength(1);
  await harness.deliver("jobs", records);
  await harness.drain();
  expect(await readJob(harness, id)).toMatchObject({ status: "COMPLETED", progress: { done: 30 } });
  expect(harness.claude.counters.requests).toBe(30);
});

test.each([
  ["the claim", '"sk":"P#000001"', 2],
  ["the call", "llm.write", 3],
  ["the content", '"sk":"C#000001', 3],
  ["the commit", '"set":{"status":"DONE"', 2],
  ["the count", '"sk":"PROG"', 2],
])(
  "a worker that died after %s loses nothing: its message or the sweeper goes on",
  async (_, where, calls) => {
    const business = await seedBusiness(harness, 1, 2);
    const { id } = (await orderJob(harness, business.id)).body;
    await harness.deliver("jobs", await harness.receive("jobs"));
    fuse = where;
    const records = await harness.receive("pages");
    const failed = await harness.deliver("pages", records.slice(0, 1));
    expect(failed).toHaveLength(1);
    await harness.deliver("pages", records.slice(1));
    expect((await readJob(harness, id)).status).toBe("RUNNING");
    // The lease of the dead worker ends before its message is visible again.
    offsetMs += 3 * minute;
    await harness.deliver("pages", records.slice(0, 1));
    expect(await readJob(harness, id)).toMatchObject({
      status: "COMPLETED",
      progress: { done: 2, failed: 0 },
    });
    expect(harness.claude.counters.requests).toBe(calls);
  },
);

test("a slow worker whose lease was taken over may not write over the page", async () => {
  const business = await seedBusiness(harness, 1, 1);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.deliver("jobs", await harness.receive("jobs"));
  const [record] = await harness.receive("pages");
  if (!record) throw new Error("no page message");
  const { llm } = harness.cloud;
  const { write } = llm;
  let wake = () => {};
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let first = true;
  let started = () => {};
  const hasStarted = new Promise<void>((resolve) => {
    started = resolve;
  });
  llm.write = async (prompt, call) => {
    const outcome = await write(prompt, call);
    if (first) {
      first = false;
      started();
      await asleep;
    }
    return outcome;
  };
  const slow = harness.deliver("pages", [record]);
  await hasStarted;
  offsetMs += 3 * minute;
  await harness.deliver("pages", [{ ...record, messageId: "again" }]);
  const page = await harness.cloud.table.get(keys.page(id, 0, 1));
  wake();
  expect(await slow).toEqual([]);
  expect(await harness.cloud.table.get(keys.page(id, 0, 1))).toEqual(page);
  expect(page).toMatchObject({ status: "DONE", attempt: 2 });
  expect(await readJob(harness, id)).toMatchObject({ status: "COMPLETED", progress: { done: 1 } });
});

test("pages whose messages are gone are sent again, and the job ends", async () => {
  const business = await seedBusiness(harness, 2, 2);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.deliver("jobs", await harness.receive("jobs"));
  await harness.sqs.call("PurgeQueue", { QueueUrl: harness.environment.queueUrls.pages });
  expect(await repair(id, 3)).toMatchObject({ status: "COMPLETED", progress: { done: 4 } });
});

test("the sweeper sends nothing again while the queue still holds the missing pages", async () => {
  const business = await seedBusiness(harness, 2, 2);
  await orderJob(harness, business.id);
  await harness.deliver("jobs", await harness.receive("jobs"));
  for (let n = 0; n < 10; n++) {
    offsetMs += minute;
    await harness.sweep();
  }
  expect(harness.sqs.depths().find(({ name }) => name === "pages")?.visible).toBe(4);
});

test("pages that are lost again and again end FAILED(LOST) after five re-sends, further and further apart", async () => {
  const business = await seedBusiness(harness, 1, 2);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.deliver("jobs", await harness.receive("jobs"));
  const sends: number[] = [];
  const purge = async () => {
    for (
      let records = await harness.receive("pages");
      records.length > 0;
      records = await harness.receive("pages")
    ) {
      sends.push(offsetMs / minute);
      for (const { receiptHandle } of records)
        await harness.sqs.call("DeleteMessage", {
          QueueUrl: harness.environment.queueUrls.pages,
          ReceiptHandle: receiptHandle,
        });
    }
  };
  await purge();
  let job = await readJobDirectly(harness.cloud, id);
  for (let n = 0; n < 120 && job.status === "RUNNING"; n++) {
    offsetMs += minute;
    await harness.sweep();
    await purge();
    // Not through the API: its tokens end after an hour of this test's clock.
    job = await readJobDirectly(harness.cloud, id);
  }
  expect(job).toMatchObject({ status: "COMPLETED_WITH_ERRORS", progress: { failed: 2 } });
  const gaps = sends.slice(2).map((at, index) => at - (sends[index + 1] ?? 0));
  expect(sends).toHaveLength(6);
  for (const [index, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(2 * 2 ** index);
});

test.each([
  ["it ended the job", '"set":{"status":"COMPLETED"'],
  ["it recorded the end", '"kind":"COMPLETED"'],
])(
  "a worker that died after %s leaves the rest to the sweeper, and the end is recorded once",
  async (_, where) => {
    const business = await seedBusiness(harness, 1, 1);
    const { id } = (await orderJob(harness, business.id)).body;
    await harness.deliver("jobs", await harness.receive("jobs"));
    fuse = where;
    expect(await harness.deliver("pages", await harness.receive("pages"))).toHaveLength(1);
    expect(fuse).toBeUndefined();
    expect(await repair(id, 1)).toMatchObject({ status: "COMPLETED" });
    const events = await harness.cloud.table.query(`J#${id}`, { prefix: "E#" });
    expect(events.filter(({ kind }) => kind === "COMPLETED")).toHaveLength(1);
    expect(await harness.cloud.table.query("OPEN")).toEqual([]);
  },
);

test("a failed page is recorded once, with the time of its end, though the worker died before it wrote that down", async () => {
  const business = await seedBusiness(harness, 1, 2);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.deliver("jobs", await harness.receive("jobs"));
  offsetMs += minute;
  harness.claude.settings.refusal = 1;
  const records = await harness.receive("pages");
  fuse = '"set":{"status":"FAILED"';
  expect(await harness.deliver("pages", records.slice(0, 1))).toHaveLength(1);
  expect(fuse).toBeUndefined();
  const failures = () =>
    harness.cloud.table
      .query(`J#${id}`, { prefix: "E#" })
      .then((events) => events.filter(({ kind }) => kind === "PAGE_FAILED"));
  expect(await failures()).toEqual([]);
  for (let times = 0; times < 2; times++) await harness.deliver("pages", records.slice(0, 1));
  const page = await harness.cloud.table.query(`J#${id}#1`, { prefix: "P#" });
  expect(await failures()).toMatchObject([
    { n: 1, detail: "REFUSED", at: page[0]?.updatedAt, requestId: page[0]?.requestId },
  ]);
});
