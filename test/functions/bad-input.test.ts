import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Business } from "#domain/schema/business.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { ok, sampleBusiness, seedBusiness } from "../support/seed.ts";

let harness: Harness;
let business: Business;
beforeAll(async () => {
  harness = await startHarness();
  business = await seedBusiness(harness, 2, 2);
});
afterAll(() => harness.close());

interface BadRequest {
  name: string;
  method?: string;
  /** `$` stands for the business. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  status: number;
  code: string;
  pointer?: string;
}

const job = (body: unknown) => ({ path: "$/jobs", body, headers: { "idempotency-key": "bad" } });
const topic = { kind: "keyword", language: "en", name: "Boiler repair" };
const csv = { headers: { "content-type": "text/csv" } };

const requests: BadRequest[] = [
  {
    name: "an unknown field",
    path: "/api/businesses",
    body: { ...sampleBusiness, colour: "red" },
    status: 422,
    code: "invalid-request",
    pointer: "/body/colour",
  },
  {
    name: "a wrong type",
    path: "/api/businesses",
    body: { ...sampleBusiness, name: 7 },
    status: 422,
    code: "invalid-request",
    pointer: "/body/name",
  },
  {
    name: "a missing field",
    path: "/api/businesses",
    body: { ...sampleBusiness, email: undefined },
    status: 422,
    code: "invalid-request",
    pointer: "/body/email",
  },
  {
    name: "a key named pk",
    path: "$/topics",
    body: { ...topic, pk: "LB" },
    status: 422,
    code: "invalid-request",
    pointer: "/body/pk",
  },
  {
    name: "over-long text",
    path: "$/topics",
    body: { ...topic, name: "x".repeat(121) },
    status: 422,
    code: "invalid-request",
    pointer: "/body/name",
  },
  {
    name: "text of spaces",
    path: "$/topics",
    body: { ...topic, name: "   " },
    status: 422,
    code: "invalid-request",
    pointer: "/body/name",
  },
  {
    name: "a name without a letter",
    path: "$/topics",
    body: { ...topic, name: "!!!" },
    status: 422,
    code: "invalid-request",
    pointer: "/body/name",
  },
  {
    name: "a duplicate slug",
    path: "$/topics",
    body: { ...topic, name: "Leak repair 1" },
    status: 409,
    code: "already-exists",
    pointer: "/body/name",
  },
  {
    name: "a location without a name",
    path: "$/places",
    body: { kind: "location", city: "Kingston", state: "NY" },
    status: 422,
    code: "invalid-request",
    pointer: "/body/name",
  },
  {
    name: "a city without a letter",
    path: "$/places",
    body: { kind: "service-area", city: "東京", state: "VA" },
    status: 422,
    code: "invalid-request",
    pointer: "/body/city",
  },
  {
    name: "a phone number of blanks",
    path: "/api/businesses",
    body: { ...sampleBusiness, phone: "        " },
    status: 422,
    code: "invalid-request",
    pointer: "/body/phone",
  },
  {
    name: "a template with braces left open",
    path: "$/prompts",
    body: { pageType: "blog-location", template: "Hi {{city}" },
    status: 422,
    code: "invalid-request",
    pointer: "/body/template",
  },
  {
    name: "a job with a model named like a method",
    ...job({ pageType: "keyword-service-area", model: "constructor" }),
    status: 422,
    code: "unknown-model",
    pointer: "/body/model",
  },
  {
    name: "a profile of another version",
    method: "PUT",
    path: "$/profile",
    body: { ...sampleProfileAt(9) },
    status: 409,
    code: "version-conflict",
    pointer: "/body/version",
  },
  {
    name: "a template with an unknown variable",
    path: "$/prompts",
    body: { pageType: "blog-location", template: "Hi {{nobody}}" },
    status: 422,
    code: "unknown-variable",
    pointer: "/body/template",
  },
  {
    name: "a job of an unknown business",
    path: "/api/businesses/none/jobs",
    body: { pageType: "keyword-service-area" },
    headers: { "idempotency-key": "k" },
    status: 404,
    code: "business-not-found",
  },
  {
    name: "a job of zero pages",
    ...job({ pageType: "blog-location" }),
    status: 422,
    code: "nothing-to-write",
  },
  {
    name: "a job with a topic that is not there",
    ...job({ pageType: "keyword-service-area", topics: ["keyword~none~en"] }),
    status: 404,
    code: "topic-not-found",
    pointer: "/body/topics/0",
  },
  {
    name: "a job with an unknown model",
    ...job({ pageType: "keyword-service-area", model: "gpt" }),
    status: 422,
    code: "unknown-model",
    pointer: "/body/model",
  },
  {
    name: "a job above its cap",
    ...job({ pageType: "keyword-service-area", capMicroUsd: 1 }),
    status: 422,
    code: "estimate-over-cap",
    pointer: "/body/capMicroUsd",
  },
  {
    name: "a job without an Idempotency-Key",
    path: "$/jobs",
    body: { pageType: "keyword-service-area" },
    status: 400,
    code: "missing-idempotency-key",
  },
  {
    name: "an over-long Idempotency-Key",
    path: "$/jobs",
    body: { pageType: "keyword-service-area" },
    headers: { "idempotency-key": "k".repeat(256) },
    status: 422,
    code: "invalid-request",
    pointer: "/headers/idempotency-key",
  },
  {
    name: "a body that is not JSON",
    path: "/api/businesses",
    body: "{oops",
    status: 400,
    code: "malformed-json",
  },
  {
    name: "a body of another type",
    path: "/api/businesses",
    body: "a=b",
    headers: { "content-type": "text/plain" },
    status: 415,
    code: "unsupported-media-type",
  },
  {
    name: "a body of 64 KB and one byte",
    path: "/api/businesses",
    body: `"${"x".repeat(65_535)}"`,
    status: 413,
    code: "body-too-large",
  },
  {
    name: "a body with __proto__",
    path: "/api/businesses",
    body: '{"__proto__":{"role":"admin"}}',
    status: 400,
    code: "malformed-json",
  },
  { name: "a path that does not exist", method: "GET", path: "/api/nothing", status: 404, code: "not-found" },
  {
    name: "a method that a path does not take",
    method: "DELETE",
    path: "/api/jobs",
    status: 405,
    code: "method-not-allowed",
  },
  {
    name: "a limit that is no number",
    method: "GET",
    path: "/api/jobs",
    query: { limit: "abc" },
    status: 422,
    code: "invalid-request",
    pointer: "/query/limit",
  },
  {
    name: "a cursor of another list",
    method: "GET",
    path: "/api/businesses",
    query: { cursor: "bm9wZQ" },
    status: 400,
    code: "malformed-cursor",
    pointer: "/query/cursor",
  },
  {
    name: "a page number that is none",
    method: "GET",
    path: "/api/jobs/none/pages/zero",
    status: 422,
    code: "invalid-request",
    pointer: "/path/n",
  },
  {
    name: "a page of a job that is not there",
    method: "GET",
    path: "/api/jobs/none/pages/1",
    status: 404,
    code: "job-not-found",
  },
  {
    name: "a CSV with a bad row",
    path: "$/topics/bulk",
    body: "kind,language,name\nkeyword,en,Boiler repair\nkeyword,fr,Chaudière\n",
    ...csv,
    status: 422,
    code: "rows-invalid",
    pointer: "/rows/1",
  },
  {
    name: "a CSV with a row twice",
    path: "$/topics/bulk",
    body: "kind,language,name\nkeyword,en,Boiler repair\nkeyword,en,boiler  REPAIR\n",
    ...csv,
    status: 422,
    code: "rows-invalid",
    pointer: "/rows/1",
  },
  {
    name: "a CSV with an unknown column",
    path: "$/topics/bulk",
    body: "kind,language,title\nkeyword,en,A\n",
    ...csv,
    status: 422,
    code: "rows-invalid",
    pointer: "/body",
  },
  {
    name: "a CSV with an open quote",
    path: "$/topics/bulk",
    body: 'kind,language,name\nkeyword,en,"A\n',
    ...csv,
    status: 422,
    code: "rows-invalid",
    pointer: "/body",
  },
  {
    name: "a CSV of more than 500 rows",
    path: "$/places/bulk",
    body: `kind,city,state\n${Array.from({ length: 501 }, (_, n) => `service-area,City ${n},NY`).join("\n")}`,
    ...csv,
    status: 422,
    code: "rows-invalid",
    pointer: "/body",
  },
];

function sampleProfileAt(version: number) {
  return {
    tagline: "a",
    description: "b",
    services: [],
    audience: "c",
    languages: ["en"],
    voice: "d",
    forbiddenTerms: [],
    callToAction: { en: "e" },
    version,
  };
}

test.each(requests)(
  "$name is a problem and writes nothing",
  async ({ method = "POST", path, status, code, pointer, name: _, ...rest }) => {
    const before = await harness.items();
    const reply = await harness.call({
      method,
      path: path.replace("$", `/api/businesses/${business.id}`),
      ...rest,
    });
    expect({ status: reply.status, code: reply.body.code }).toEqual({ status, code });
    expect(reply.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(reply.headers["x-request-id"]).toBe(reply.body.requestId);
    if (pointer) expect(reply.body.errors[0].pointer).toBe(pointer);
    expect(await harness.items()).toEqual(before);
  },
);

test("a bad row is named by its number and reason", async () => {
  const body = "kind,language,name\nkeyword,en,Boiler repair\nkeyword,fr,Chaudière\n";
  const reply = await harness.call({
    method: "POST",
    path: `/api/businesses/${business.id}/topics/bulk`,
    body,
    ...csv,
  });
  expect(reply.body.errors[0].message).toMatch(/^Row 2: language .*en, es/);
});

test("a job of a billion pages is refused with the arithmetic", async () => {
  const large = await ok<Business>(
    harness.call({ method: "POST", path: "/api/businesses", body: sampleBusiness }),
  );
  const path = `/api/businesses/${large.id}`;
  await ok(
    harness.call({
      method: "PUT",
      path: `${path}/profile`,
      body: { ...sampleProfileAt(0), services: [{ name: "a" }] },
    }),
  );
  const now = "2026-01-01T00:00:00.000Z";
  const facts = { version: 1, createdAt: now, updatedAt: now };
  // Through the table, as the API would take a minute for so many.
  for (let n = 0; n < 400; n++) {
    const slug = `x-${n}`;
    await harness.cloud.table.put({
      pk: `BIZ#${large.id}`,
      sk: `TOPIC#keyword#${slug}#en`,
      key: `keyword~${slug}~en`,
      kind: "keyword",
      language: "en",
      name: slug,
      slug,
      ...facts,
    });
    await harness.cloud.table.put({
      pk: `BIZ#${large.id}`,
      sk: `PLACE#service-area#${slug}`,
      key: `service-area~${slug}`,
      kind: "service-area",
      city: slug,
      state: "NY",
      slug,
      ...facts,
    });
  }
  const reply = await harness.call({
    method: "POST",
    path: `${path}/jobs`,
    headers: { "idempotency-key": "big" },
    body: { pageType: "keyword-service-area" },
  });
  expect(reply).toMatchObject({ status: 422, body: { code: "too-many-pages" } });
  expect(reply.body.detail).toContain("400 topics × 400 places are 160000 pages");
});
