import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Harness, startHarness } from "../support/harness.ts";
import { ok, orderJob, readJob, sampleBusiness, seedBusiness } from "../support/seed.ts";

/** Defects of an earlier system of this kind, each as a test that its name stands for. */
let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

test("lost-page race: a message never depends on a row that is not yet written", async () => {
  const business = await seedBusiness(harness, 6, 10);
  const job = (await orderJob(harness, business.id)).body;
  const jobs = await harness.receive("jobs");
  await harness.deliver("jobs", jobs);
  // Every page message is out and not one page has an item.
  expect(harness.sqs.depths().find(({ name }) => name === "pages")?.visible).toBe(60);
  expect((await harness.items()).filter((item) => JSON.stringify(item.sk).includes("P#"))).toEqual([]);
  await harness.drain();
  const { status, progress } = await readJob(harness, job.id);
  expect({ status, ...progress }).toMatchObject({ status: "COMPLETED", done: 60, failed: 0, pending: 0 });
});

describe("duplicate delivery", () => {
  test("of a page that is being written calls Claude once and is not acknowledged", async () => {
    const business = await seedBusiness(harness, 1, 1);
    const job = (await orderJob(harness, business.id)).body;
    await harness.deliver("jobs", await harness.receive("jobs"));
    const [record] = await harness.receive("pages");
    if (!record) throw new Error("no page message");
    const twin = { ...record, messageId: "twin" };
    const failed = await harness.deliver("pages", [record, twin]);
    expect(failed).toHaveLength(1);
    expect(harness.claude.counters.requests).toBe(1);
    expect(await readJob(harness, job.id)).toMatchObject({ status: "COMPLETED", progress: { done: 1 } });
  });

  test("of a page that is written is acknowledged, costs nothing and counts once", async () => {
    const business = await seedBusiness(harness, 2, 2);
    const job = (await orderJob(harness, business.id)).body;
    await harness.deliver("jobs", await harness.receive("jobs"));
    const records = await harness.receive("pages");
    await harness.deliver("pages", records);
    const before = await readJob(harness, job.id);
    expect(await harness.deliver("pages", records)).toEqual([]);
    expect(await readJob(harness, job.id)).toEqual(before);
    expect(harness.claude.counters.requests).toBe(4);
    const events = await ok<{ items: { kind: string }[] }>(
      harness.call({ method: "GET", path: `/api/jobs/${job.id}/events` }),
    );
    expect(events.items.map(({ kind }) => kind).sort()).toEqual(["COMPLETED", "CREATED", "DISPATCHED"]);
  });
});

test("429 once: a refused call spends no attempt and no receive, and the page is written later", async () => {
  const business = await seedBusiness(harness, 1, 1);
  const job = (await orderJob(harness, business.id)).body;
  await harness.deliver("jobs", await harness.receive("jobs"));
  Object.assign(harness.claude.settings, { rateLimited: 1, retryAfterSeconds: 0 });
  expect(await harness.deliver("pages", await harness.receive("pages"))).toEqual([]);
  Object.assign(harness.claude.settings, { rateLimited: 0 });
  await harness.drain();
  const [page] = (
    await ok<{ items: { status: string; attempt: number }[] }>(
      harness.call({ method: "GET", path: `/api/jobs/${job.id}/pages` }),
    )
  ).items;
  expect(page).toMatchObject({ status: "DONE", attempt: 1 });
});

test("key injection: a body that names table keys is refused with their pointers, and nothing is written", async () => {
  const before = await harness.items();
  const reply = await harness.call({
    method: "POST",
    path: "/api/businesses",
    body: { ...sampleBusiness, pk: "LB", sk: "1" },
  });
  expect(reply.status).toBe(422);
  expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    "/body/pk",
    "/body/sk",
  ]);
  expect(await harness.items()).toEqual(before);
});

test("ghost upsert: a change of a business that does not exist is a 404 and makes none", async () => {
  const body = { ...sampleBusiness, version: 1 };
  const reply = await harness.call({ method: "PUT", path: "/api/businesses/none", body });
  expect(reply).toMatchObject({ status: 404, body: { code: "business-not-found" } });
  for (const what of ["topics", "places"]) {
    const rows =
      what === "topics"
        ? [{ kind: "blog", language: "en", name: "a" }]
        : [{ kind: "service-area", city: "A", state: "NY" }];
    const child = await harness.call({ method: "POST", path: `/api/businesses/none/${what}`, body: rows[0] });
    expect(child).toMatchObject({ status: 404, body: { code: "business-not-found" } });
  }
  expect(await harness.items()).toEqual([]);
});

test("double POST: forty racing orders with one key are one job", async () => {
  const business = await seedBusiness(harness, 2, 3);
  const replies = await Promise.all(Array.from({ length: 40 }, () => orderJob(harness, business.id)));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
  await harness.drain();
  const { items } = await ok<{ items: { status: string }[] }>(
    harness.call({ method: "GET", path: "/api/jobs" }),
  );
  expect(items.map(({ status }) => status)).toEqual(["COMPLETED"]);
  expect(harness.claude.counters.requests).toBe(6);
  const other = await harness.call({
    method: "POST",
    path: `/api/businesses/${business.id}/jobs`,
    headers: { "idempotency-key": "order-1" },
    body: { pageType: "blog-location" },
  });
  expect(other).toMatchObject({ status: 422, body: { code: "key-reused" } });
});

test("1 MB list: counts and lists are whole when a job's pages fill more than one read", async () => {
  const business = await seedBusiness(harness, 15, 20);
  const job = (await orderJob(harness, business.id)).body;
  await harness.drain();
  expect((await readJob(harness, job.id)).progress).toMatchObject({ total: 300, done: 300 });
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: "100", status: "DONE", ...(cursor && { cursor }) };
    const list = await ok<{ items: { n: number }[]; cursor?: string }>(
      harness.call({ method: "GET", path: `/api/jobs/${job.id}/pages`, query }),
    );
    seen.push(...list.items.map(({ n }) => n));
    cursor = list.cursor;
  } while (cursor);
  expect(seen).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  // Nine hundred descriptions of over a kilobyte each: more than one query's megabyte.
  const partition = "BIZ#big";
  const names = Array.from({ length: 900 }, (_, index) => String(index).padStart(4, "0"));
  for (const name of names)
    await harness.cloud.table.put({ pk: partition, sk: `TOPIC#${name}`, text: "x".repeat(1200) });
  expect((await harness.cloud.table.query(partition)).map(({ sk }) => sk)).toEqual(
    names.map((name) => `TOPIC#${name}`),
  );
});

test("empty answer: a page without text fails with its reason instead of counting as written", async () => {
  const business = await seedBusiness(harness, 1, 1);
  const job = (await orderJob(harness, business.id)).body;
  Object.assign(harness.claude.settings, { empty: 1 });
  await harness.drain();
  expect(await readJob(harness, job.id)).toMatchObject({
    status: "COMPLETED_WITH_ERRORS",
    progress: { done: 0, failed: 1 },
  });
  const page = await ok<{ failure: { code: string }; content?: unknown }>(
    harness.call({ method: "GET", path: `/api/jobs/${job.id}/pages/1` }),
  );
  expect(page.failure.code).toBe("OUTPUT_INVALID");
  expect(page.content).toBeUndefined();
  // One call, and one attempt at a repair; both were paid.
  expect(harness.claude.counters.requests).toBe(2);
});
