import { describe, expect, test } from "@jest/globals";
import middy from "@middy/core";
import fc from "fast-check";
import {
  api,
  dynamoDbRateLimit,
  memoryRateLimit,
  type RateLimitOptions,
  type RateLimitStore,
  rateLimit,
  type User,
} from "#middleware";
import { inProcessTable } from "../in-process-table.ts";
import { bodyOf, type EventParts, header, httpEvent, lambdaContext, outside } from "../support.ts";

async function table(): Promise<RateLimitStore> {
  const client = await inProcessTable("buckets");
  return dynamoDbRateLimit({
    tableName: "buckets",
    client,
    key: (hash) => ({ pk: `RATE#${hash}`, sk: "-" }),
  });
}

const stores = { memory: async () => memoryRateLimit(), table };
const auth = async (token: string): Promise<User> => ({
  email: `${token}@example.com`,
  sub: token,
  role: "admin",
});
const post = (parts: EventParts = {}) =>
  httpEvent({ body: "{}", ...parts, headers: { authorization: "Bearer person-one", ...parts.headers } });

describe.each(["memory", "table"] as const)("rate limit, %s store", (kind) => {
  async function route(options: Partial<RateLimitOptions> = {}) {
    const view = outside();
    const store = await stores[kind]();
    const handler = api(
      { auth, ports: view.ports, rateLimit: { burst: 3, perSecond: 2, store, ...options } },
      () => ({
        done: true,
      }),
    );
    const send = async (event = post()) => handler(event, lambdaContext());
    const statuses = async (count: number, event = post()) => {
      const list: number[] = [];
      for (let index = 0; index < count; index++) list.push((await send(event)).statusCode);
      return list;
    };
    return { ...view, send, statuses };
  }

  test("takes a burst, then refuses with the time to wait", async () => {
    const { send, statuses, clock } = await route();
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    const refused = await send();
    expect(header(refused, "retry-after")).toBe("1");
    expect(bodyOf(refused)).toMatchObject({ code: "too-many-requests", retryable: true, retryAfterMs: 500 });
    clock.now += 499;
    expect(await statuses(1)).toEqual([429]);
    clock.now += 1;
    expect(await statuses(2)).toEqual([200, 429]);
  });

  test("fills the bucket up to the burst and not above", async () => {
    const { statuses, clock } = await route();
    await statuses(3);
    clock.now += 3_600_000;
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
  });

  test("keeps the buckets of two people apart", async () => {
    const { statuses } = await route();
    await statuses(3);
    expect(await statuses(1, post({ headers: { authorization: "Bearer person-two" } }))).toEqual([200]);
    expect(await statuses(1)).toEqual([429]);
  });

  test("lets requests pass that change nothing", async () => {
    const { statuses } = await route();
    await statuses(3);
    expect(await statuses(2, post({ method: "GET", body: undefined }))).toEqual([200, 200]);
  });

  test("takes the principal that it is told", async () => {
    const { statuses } = await route({ principal: () => "everybody" });
    await statuses(3);
    expect(await statuses(1, post({ headers: { authorization: "Bearer person-two" } }))).toEqual([429]);
  });

  test("takes exactly the burst of many at once", async () => {
    const { send } = await route();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send()));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(3);
  });

  test("allows one at a time with a burst of one", async () => {
    const { statuses, clock } = await route({ burst: 1, perSecond: 0.1 });
    expect(await statuses(2)).toEqual([200, 429]);
    clock.now += 10_000;
    expect(await statuses(2)).toEqual([200, 429]);
  });
});

describe("rate limit", () => {
  test("goes by the gateway's address where nobody signs in", async () => {
    const { ports } = outside();
    const handler = api({ ports, rateLimit: { burst: 1, perSecond: 1 } }, () => ({}));
    const from = (sourceIp: string, forwarded: string) => ({
      ...httpEvent({ body: "{}", headers: { "x-forwarded-for": forwarded } }),
      requestContext: { http: { method: "POST", path: "/things", sourceIp } },
    });
    const send = async (sourceIp: string, forwarded: string) =>
      (await handler(from(sourceIp, forwarded), lambdaContext())).statusCode;
    expect(await send("192.0.2.1", "198.51.100.1")).toBe(200);
    expect(await send("192.0.2.1", "198.51.100.2")).toBe(429);
    expect(await send("192.0.2.2", "198.51.100.1")).toBe(200);
  });

  test.each([
    ["rejects", () => Promise.reject(new Error("down"))],
    [
      "throws",
      () => {
        throw new Error("down");
      },
    ],
  ])("lets requests pass when the store %s, and says so", async (_how, take) => {
    const { ports, lines } = outside();
    const handler = api({ ports, rateLimit: { burst: 1, perSecond: 1, store: { take } } }, () => ({}));
    expect(await handler(httpEvent({ body: "{}" }), lambdaContext())).toMatchObject({ statusCode: 200 });
    expect(lines.at(-1)).toMatchObject({ message: "request", rateLimit: "unavailable" });
  });

  test("forgets who was seen longest ago above its limit", async () => {
    const store = memoryRateLimit({ limit: 2 });
    const take = async (key: string) => (await store.take({ key, burst: 1, perSecond: 1, now: 0 })).allowed;
    expect([await take("a"), await take("b"), await take("a"), await take("c")]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(await take("a")).toBe(false);
    expect(await take("b")).toBe(true);
  });

  test("works in a foreign stack", async () => {
    const handler = middy(() => ({ statusCode: 200, headers: {} })).use(
      rateLimit({ burst: 1, perSecond: 1, ports: outside().ports }),
    );
    const send = () => handler(httpEvent({ body: "{}" }), lambdaContext());
    expect(await send()).toMatchObject({ statusCode: 200 });
    await expect(send()).rejects.toMatchObject({ code: "too-many-requests", status: 429 });
  });

  test.each([
    [{ burst: 0, perSecond: 1 }, "burst"],
    [{ burst: 1, perSecond: Number.NaN }, "perSecond"],
    [{ burst: 1, perSecond: 1, store: {} as RateLimitStore }, "store"],
    [{ burst: 1, perSecond: 1, perMinute: 1 } as RateLimitOptions, "perMinute"],
  ])("refuses %j at start-up", (options, name) => {
    expect(() => api({ rateLimit: options }, () => ({}))).toThrow(name);
  });

  test("never takes more than the burst and the rate allow, in whatever order time passes", () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: -500, max: 5_000 }), key: fc.constantFrom("a", "b") }),
      {
        minLength: 10,
        maxLength: 10,
      },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (list, burst) => {
        const store = memoryRateLimit();
        let now = 1_000_000;
        let latest = now;
        const taken = { a: 0, b: 0 };
        for (const { wait, key } of list) {
          now += wait;
          latest = Math.max(latest, now);
          const verdict = store.take({ key, burst, perSecond: 1, now });
          if ("allowed" in verdict && verdict.allowed) taken[key as "a" | "b"]++;
        }
        // A clock that goes back and forth may count the same time twice, but never more than went forward.
        const forward = list.reduce((sum, { wait }) => sum + Math.max(0, wait), 0);
        return taken.a <= burst + forward / 1_000 && taken.b <= burst + forward / 1_000;
      }),
      { numRuns: 1_000 },
    );
  });
});
