import { expect } from "@jest/globals";
import type { Page } from "#domain/schema/page.ts";
import { ok, orderJob, readJob, seedBusiness } from "../support/seed.ts";
import type { CapabilityName } from "./capabilities.ts";
import type { Endpoints, Peer } from "./endpoints.ts";
import { startLossySends } from "./lossy-sends.ts";
import type { Run } from "./start-run.ts";

/** One thing that the product does, on any endpoint that has what it needs. */
export interface Case {
  name: string;
  needs: readonly CapabilityName[];
  /** What stands between the product and the endpoint, if anything. */
  behind?: (endpoints: Endpoints) => Promise<Peer>;
  run(run: Run): Promise<void>;
}

const minute = 60_000;

/** Orders the pages of a new business: as many as topics times places. */
async function order(run: Run, topics: number, places: number): Promise<string> {
  const business = await seedBusiness(run, topics, places);
  const reply = await orderJob(run, business.id);
  expect(reply.status).toBe(201);
  return reply.body.id;
}

const pageOf = (run: Run, jobId: string, n: number) =>
  ok<Page>(run.call({ method: "GET", path: `/api/jobs/${jobId}/pages/${n}` }));

const dispatched = async (run: Run) => run.deliver("jobs", await run.receive("jobs"));

async function writesEveryPage(run: Run) {
  const id = await order(run, 3, 4);
  await run.drain();
  const job = await readJob(run, id);
  expect(job).toMatchObject({ status: "COMPLETED", progress: { done: 12, failed: 0 } });
  const pages = await Promise.all(Array.from({ length: 12 }, (_, index) => pageOf(run, id, index + 1)));
  expect(new Set(pages.map(({ path }) => path)).size).toBe(12);
  expect(pages.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0)).toBe(job.costMicroUsd);
  expect(run.claude.counters.requests).toBe(12);
}

async function knowsTheSameOrder(run: Run) {
  const business = await seedBusiness(run, 1, 2);
  const first = await orderJob(run, business.id);
  await run.drain();
  const again = await orderJob(run, business.id);
  expect(again).toMatchObject({ status: 201, body: { id: first.body.id, status: "COMPLETED" } });
  expect(run.claude.counters.requests).toBe(2);
}

async function writesADuplicateOnce(run: Run) {
  const id = await order(run, 1, 3);
  await dispatched(run);
  const records = await run.receive("pages");
  const some = records.slice(0, -1);
  expect(await run.deliver("pages", some)).toEqual([]);
  expect(await run.deliver("pages", some)).toEqual([]);
  await run.deliver("pages", records.slice(-1));
  await run.drain();
  expect(await readJob(run, id)).toMatchObject({ status: "COMPLETED", progress: { done: 3 } });
  expect(run.claude.counters.requests).toBe(3);
}

async function sendsRefusedEntriesAgain(run: Run) {
  const id = await order(run, 3, 4);
  await run.drain();
  expect(await readJob(run, id)).toMatchObject({ status: "COMPLETED", progress: { done: 12 } });
  expect(run.claude.counters.requests).toBe(12);
}

async function takesALeaseOver(run: Run) {
  const id = await order(run, 1, 1);
  await dispatched(run);
  const { llm } = run.cloud;
  const { write } = llm;
  llm.write = () => Promise.reject(new Error("the container died here"));
  const records = await run.receive("pages");
  expect(await run.deliver("pages", records)).toHaveLength(1);
  llm.write = write;
  // The dead worker's lease still runs: the next one puts the message back for as long.
  run.logs.length = 0;
  expect(await run.deliver("pages", records)).toHaveLength(1);
  expect(run.logs.join("")).toContain("leased");
  run.turnClock(3 * minute);
  expect(await run.deliver("pages", records)).toEqual([]);
  expect(await pageOf(run, id, 1)).toMatchObject({ status: "DONE", attempt: 2 });
}

async function sweepsLostMessages(run: Run) {
  const id = await order(run, 1, 3);
  await dispatched(run);
  for (const { receiptHandle } of await run.receive("pages")) await run.queues.remove("pages", receiptHandle);
  for (let sweeps = 0; sweeps < 3; sweeps++) {
    run.turnClock(minute);
    await run.sweep();
  }
  await run.drain();
  expect(await readJob(run, id)).toMatchObject({ status: "COMPLETED", progress: { done: 3 } });
}

async function carriesTheRequestId(run: Run) {
  const business = await seedBusiness(run, 1, 2);
  const headers = { "idempotency-key": "k", "x-request-id": "order-request-0001" };
  const path = `/api/businesses/${business.id}/jobs`;
  const body = { pageType: "keyword-service-area" };
  const { id } = await ok<{ id: string }>(run.call({ method: "POST", path, headers, body }));
  await run.drain();
  const { items } = await ok<{ items: { requestId: string }[] }>(
    run.call({ method: "GET", path: `/api/jobs/${id}/pages` }),
  );
  expect(items.map(({ requestId }) => requestId)).toEqual(Array(2).fill("order-request-0001"));
}

async function carriesTheTrace(run: Run) {
  const trace = "Root=1-5759e988-bd862e3fe1be46a994272793";
  const business = await seedBusiness(run, 1, 1);
  const headers = { "idempotency-key": "k", "x-amzn-trace-id": trace };
  const path = `/api/businesses/${business.id}/jobs`;
  await ok(run.call({ method: "POST", path, headers, body: { pageType: "keyword-service-area" } }));
  await dispatched(run);
  const [record] = await run.receive("pages");
  expect(record?.attributes.AWSTraceHeader).toBe(trace);
}

async function knowsWhoMayDoWhat(run: Run) {
  const body = { name: "Any" };
  const create = { method: "POST", path: "/api/businesses", body };
  expect((await run.call(create, "viewer@example.com")).body.code).toBe("role-required");
  expect((await run.call(create, "stranger@example.net")).body.code).toBe("not-listed");
}

async function readsBigPartitions(run: Run) {
  const text = "x".repeat(300_000);
  const keys = Array.from({ length: 12 }, (_, index) => ({ pk: "BIG", sk: String(index).padStart(2, "0") }));
  for (const key of keys) await run.cloud.table.put({ ...key, text });
  const items = await run.cloud.table.query("BIG");
  expect(items.map(({ sk }) => sk)).toEqual(keys.map(({ sk }) => sk));
  const many = Array.from({ length: 150 }, (_, index) => ({ pk: "BIG", sk: `none-${index}` }));
  expect(await run.cloud.table.getMany([...many, ...keys])).toHaveLength(12);
}

/** What the product does, and what it needs of the endpoint for it. */
export const cases: readonly Case[] = [
  {
    name: "an order is dispatched, and every page is written once and read back",
    needs: [],
    run: writesEveryPage,
  },
  {
    name: "the same order again is the same job",
    needs: [],
    run: knowsTheSameOrder,
  },
  {
    name: "a page whose message comes twice is written once",
    needs: ["oldValues", "repeatedDelete"],
    run: writesADuplicateOnce,
  },
  {
    name: "entries that a batch refused are sent again, and no page is lost",
    needs: ["anySignature"],
    behind: startLossySends,
    run: sendsRefusedEntriesAgain,
  },
  {
    name: "a page of a dead worker waits for the end of its lease and is taken over",
    needs: ["oldValues"],
    run: takesALeaseOver,
  },
  {
    name: "pages whose messages were lost are sent again by the sweeper",
    needs: ["depths"],
    run: sweepsLostMessages,
  },
  {
    name: "the request id of an order is on every page",
    needs: [],
    run: carriesTheRequestId,
  },
  {
    name: "the trace of an order reaches its page messages",
    needs: ["traceHeader"],
    run: carriesTheTrace,
  },
  { name: "the allow list decides who may do what", needs: [], run: knowsWhoMayDoWhat },
  {
    name: "a partition of more than 1 MB and a batch of more than a hundred keys are read whole",
    needs: [],
    run: readsBigPartitions,
  },
];
