import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Page } from "#domain/schema/page.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { ok, orderJob, readJob, seedBusiness } from "../support/seed.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const get = <T>(path: string, query?: Record<string, string>) =>
  ok<T>(harness.call({ method: "GET", path, ...(query && { query }) }));

test("creating a job takes as many requests for two thousand pages as for two", async () => {
  const counts: number[] = [];
  for (const [topics, places] of [
    [1, 2],
    [40, 50],
  ] as const) {
    const business = await seedBusiness(harness, topics, places);
    let calls = 0;
    const { call } = harness.dynamodb;
    harness.dynamodb.call = (...args) => {
      calls++;
      return call.apply(harness.dynamodb, args);
    };
    expect((await orderJob(harness, business.id, `order-${topics}`)).status).toBe(201);
    harness.dynamodb.call = call;
    counts.push(calls);
  }
  expect(counts[1]).toBe(counts[0]);
});

test("every page can be read back, is valid and lies at its own path", async () => {
  const business = await seedBusiness(harness, 3, 4);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.drain();
  const pages = await Promise.all(
    Array.from({ length: 12 }, (_, index) => get<Page>(`/api/jobs/${id}/pages/${index + 1}`)),
  );
  expect(new Set(pages.map(({ path }) => path)).size).toBe(12);
  for (const { status, content, path, topic, place, costMicroUsd } of pages) {
    expect(status).toBe("DONE");
    expect(content?.path).toBe(path);
    expect(path).toBe(`/${topic.language}/${topic.key.split("~")[1]}/${place.key.split("~")[1]}`);
    expect([...(content?.title ?? "")].length).toBeLessThanOrEqual(70);
    expect([...(content?.metaDescription ?? "")].length).toBeLessThanOrEqual(160);
    expect(JSON.stringify(content)).not.toContain("{{");
    expect(content?.wordCount).toBeGreaterThan(80);
    expect(costMicroUsd).toBeGreaterThan(0);
  }
  const job = await readJob(harness, id);
  expect(job.costMicroUsd).toBe(pages.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0));
});

test("an export holds every written page once, a hundred a part, in order", async () => {
  const business = await seedBusiness(harness, 2, 60);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.drain();
  const parts: string[] = [];
  let path: string | undefined = `/api/jobs/${id}/export`;
  while (path) {
    const [pathname = "", search] = path.split("?");
    const query = search ? { query: Object.fromEntries(new URLSearchParams(search)) } : {};
    const reply = await harness.call({ method: "GET", path: pathname, ...query });
    expect(reply).toMatchObject({ status: 200, headers: { "content-type": "application/x-ndjson" } });
    parts.push(reply.text);
    path = reply.headers.link?.match(/<([^>]+)>; rel="next"/)?.[1];
  }
  expect(parts.map((part) => part.trimEnd().split("\n").length)).toEqual([100, 20]);
  const pages = parts
    .join("")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(pages.map(({ n }) => n)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
  const { content } = await get<Page>(`/api/jobs/${id}/pages/61`);
  expect(pages[60]).toEqual({
    n: 61,
    topic: "keyword~leak-repair-2~es",
    place: "service-area~town-1-ny",
    language: "es",
    ...content,
  });
});

test("a page that nobody has claimed is listed as PENDING though it has no item", async () => {
  const business = await seedBusiness(harness, 2, 3);
  const { id } = (await orderJob(harness, business.id)).body;
  const { items } = await get<{ items: { n: number; status: string; attempt: number }[] }>(
    `/api/jobs/${id}/pages`,
  );
  expect(items.map(({ n, status, attempt }) => [n, status, attempt])).toEqual(
    [1, 2, 3, 4, 5, 6].map((n) => [n, "PENDING", 0]),
  );
});

test("pages of a job do not change when its business does", async () => {
  const business = await seedBusiness(harness, 1, 1);
  const { id } = (await orderJob(harness, business.id)).body;
  const { id: _id, createdAt: _created, updatedAt: _updated, ...fields } = business;
  await ok(
    harness.call({
      method: "PUT",
      path: `/api/businesses/${business.id}`,
      body: { ...fields, phone: "(555) 555-0199" },
    }),
  );
  await harness.drain();
  const { content } = await get<Page>(`/api/jobs/${id}/pages/1`);
  expect(JSON.stringify(content)).toContain("(555) 555-0142");
  expect(JSON.stringify(content)).not.toContain("(555) 555-0199");
});

test("the same order again is answered with the job as it is now", async () => {
  const business = await seedBusiness(harness, 1, 2);
  const first = await orderJob(harness, business.id);
  await harness.drain();
  const again = await orderJob(harness, business.id);
  expect(again).toMatchObject({
    status: 201,
    body: { id: first.body.id, status: "COMPLETED", progress: { done: 2 } },
  });
  expect(harness.claude.counters.requests).toBe(2);
});

test("the request id of the order travels to every page and into the log of every record", async () => {
  const business = await seedBusiness(harness, 1, 2);
  const order = await harness.call({
    method: "POST",
    path: `/api/businesses/${business.id}/jobs`,
    headers: { "idempotency-key": "k", "x-request-id": "order-request-0001" },
    body: { pageType: "keyword-service-area" },
  });
  expect(order.headers["x-request-id"]).toBe("order-request-0001");
  await harness.drain();
  const { items } = await get<{ items: { requestId: string }[] }>(`/api/jobs/${order.body.id}/pages`);
  expect(items.map(({ requestId }) => requestId)).toEqual(["order-request-0001", "order-request-0001"]);
  const records = harness.logs.map((line) => JSON.parse(line)).filter(({ message }) => message === "record");
  expect(records.map(({ requestId }) => requestId)).toEqual(Array(3).fill("order-request-0001"));
});

test("one invalid answer is repaired with a second call, and both are paid for", async () => {
  const business = await seedBusiness(harness, 1, 1);
  const { id } = (await orderJob(harness, business.id)).body;
  harness.claude.settings.malformed = 1;
  const { write } = harness.cloud.llm;
  let calls = 0;
  harness.cloud.llm.write = (prompt, call) => {
    calls++;
    if (calls === 2) harness.claude.settings.malformed = 0;
    return write(prompt, call);
  };
  await harness.drain();
  const page = await get<Page>(`/api/jobs/${id}/pages/1`);
  expect(page).toMatchObject({ status: "DONE", attempt: 1 });
  expect(calls).toBe(2);
  const counters = harness.claude.counters;
  expect(page.costMicroUsd).toBe(Math.ceil(counters.inputTokens + counters.outputTokens * 5));
});

test.each([
  ["refusal", "REFUSED", 1],
  ["truncated", "TRUNCATED", 2],
  ["malformed", "OUTPUT_INVALID", 2],
] as const)(
  "an answer that is a %s ends the page FAILED(%s) and the job with errors",
  async (setting, code, calls) => {
    const business = await seedBusiness(harness, 1, 1);
    const { id } = (await orderJob(harness, business.id)).body;
    harness.claude.settings[setting] = 1;
    await harness.drain();
    expect(await get<Page>(`/api/jobs/${id}/pages/1`)).toMatchObject({ status: "FAILED", failure: { code } });
    expect((await readJob(harness, id)).status).toBe("COMPLETED_WITH_ERRORS");
    expect(harness.claude.counters.requests).toBe(calls);
  },
);

test("a server error gives the page back, and its message comes again", async () => {
  const business = await seedBusiness(harness, 1, 1);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.deliver("jobs", await harness.receive("jobs"));
  harness.claude.settings.serverError = 1;
  const records = await harness.receive("pages");
  expect(await harness.deliver("pages", records)).toEqual(records.map(({ messageId }) => messageId));
  expect(await get<Page>(`/api/jobs/${id}/pages/1`)).toMatchObject({ status: "PENDING", attempt: 1 });
  harness.claude.settings.serverError = 0;
  await harness.deliver("pages", records);
  expect(await get<Page>(`/api/jobs/${id}/pages/1`)).toMatchObject({ status: "DONE", attempt: 2 });
});

test("a page whose message is at its last receive ends FAILED(EXHAUSTED), and the message goes to the dead letters", async () => {
  const business = await seedBusiness(harness, 1, 1);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.deliver("jobs", await harness.receive("jobs"));
  harness.claude.settings.serverError = 1;
  const records = await harness.receive("pages");
  const last = records.map((record) => ({
    ...record,
    attributes: { ...record.attributes, ApproximateReceiveCount: "5" },
  }));
  expect(await harness.deliver("pages", last)).toHaveLength(1);
  expect(await get<Page>(`/api/jobs/${id}/pages/1`)).toMatchObject({
    status: "FAILED",
    failure: { code: "EXHAUSTED" },
  });
  expect((await readJob(harness, id)).status).toBe("COMPLETED_WITH_ERRORS");
});

test.each([
  ["is not JSON", "nonsense"],
  ["has another version", JSON.stringify({ v: 2, kind: "page", jobId: "a", run: 1, n: 1 })],
  ["names a job that is not there", JSON.stringify({ v: 1, kind: "page", jobId: "none", run: 1, n: 1 })],
  ["names a page out of range", "range"],
])("a message that %s fails alone, and its batch mates are written", async (_, body) => {
  const business = await seedBusiness(harness, 1, 2);
  const { id } = (await orderJob(harness, business.id)).body;
  await harness.deliver("jobs", await harness.receive("jobs"));
  const records = await harness.receive("pages");
  const [first] = records;
  if (!first) throw new Error("no page message");
  const text = body === "range" ? JSON.stringify({ v: 1, kind: "page", jobId: id, run: 1, n: 3 }) : body;
  expect(await harness.deliver("pages", [...records, { ...first, messageId: "bad", body: text }])).toEqual([
    "bad",
  ]);
  expect((await readJob(harness, id)).status).toBe("COMPLETED");
});
