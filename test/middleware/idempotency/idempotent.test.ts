import { describe, expect, test } from "@jest/globals";
import middy from "@middy/core";
import fc from "fast-check";
import {
  api,
  context,
  dynamoDbStore,
  type IdempotentOptions,
  idempotent,
  log,
  memoryStore,
  Problem,
  respond,
} from "#middleware";
import { bodyOf, type EventParts, header, httpEvent, lambdaContext, outside } from "../support.ts";
import { stores, storesInModes } from "./stores.ts";

const post = (key: string | undefined, parts: EventParts = {}) =>
  httpEvent({
    body: '{"a":1}',
    ...parts,
    headers: { ...(key !== undefined && { "idempotency-key": key }), ...parts.headers },
  });

describe.each(storesInModes)("idempotent: $store store, $observability mode", ({ observability, store }) => {
  async function route(work: (run: number) => unknown, options: IdempotentOptions = {}) {
    const view = outside();
    let runs = 0;
    const handler = api(
      {
        ports: view.ports,
        observability,
        status: 201,
        idempotent: { store: await stores[store](), ...options },
      },
      () => work(++runs),
    );
    return { ...view, send: (event = post("k")) => handler(event, lambdaContext()), runs: () => runs };
  }

  test("replays status, headers and body with the new request's own id", async () => {
    const { send, lines, runs } = await route((run) => respond({ headers: { etag: '"1"' }, body: { run } }));
    const first = await send();
    const second = await send();
    expect(second).toMatchObject({ statusCode: 201, body: '{"run":1}' });
    expect(header(second, "etag")).toBe('"1"');
    expect([header(first, "idempotency-replayed"), header(second, "idempotency-replayed")]).toEqual([
      undefined,
      "true",
    ]);
    expect([header(first, "x-request-id"), header(second, "x-request-id")]).toEqual([
      "made-id-1",
      "made-id-2",
    ]);
    expect(lines[1]).toMatchObject({ status: 201, replayed: true });
    expect(runs()).toBe(1);
  });

  test("lets one of fifty at once do the work, and tells the others to wait", async () => {
    const gate = Promise.withResolvers<void>();
    const { send, runs } = await route(() => gate.promise.then(() => ({})));
    const all = Array.from({ length: 50 }, () => send());
    const refused = await Promise.any(all);
    expect(bodyOf(refused)).toMatchObject({ status: 409, code: "request-in-flight", retryable: true });
    expect(header(refused, "retry-after")).toBe("1");
    gate.resolve();
    const statuses = (await Promise.all(all)).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    expect(runs()).toBe(1);
  });

  test("refuses a key with another body, query or path and leaves the result as it was", async () => {
    const { send, runs } = await route((run) => ({ run }));
    await send();
    for (const parts of [{ body: '{"a":2}' }, { query: { a: "1" } }, { path: "/x", route: "POST /things" }]) {
      expect(bodyOf(await send(post("k", parts)))).toMatchObject({
        status: 422,
        code: "idempotency-key-reused",
      });
    }
    expect((await send()).body).toBe('{"run":1}');
    expect(runs()).toBe(1);
  });

  test("frees the key of work that fails, and of answers that are no success", async () => {
    const { send, runs } = await route((run) => {
      if (run === 1) throw new Error("broken");
      return run === 2 ? respond({ status: 404, body: {} }) : { run };
    });
    expect([(await send()).statusCode, (await send()).statusCode, (await send()).body]).toEqual([
      500,
      404,
      '{"run":3}',
    ]);
    expect(runs()).toBe(3);
  });

  test("replays final refusals on wish", async () => {
    const { send, runs } = await route(
      () => {
        throw new Problem("sold-out", { status: 410, title: "Sold out", detail: "Order another." });
      },
      { keepRefusals: true },
    );
    const [first, second] = [await send(), await send()];
    expect(bodyOf(first)).toMatchObject({ code: "sold-out", requestId: "made-id-1" });
    expect(bodyOf(second)).toMatchObject({
      code: "sold-out",
      detail: "Order another.",
      requestId: "made-id-2",
    });
    expect(header(second, "idempotency-replayed")).toBe("true");
    expect(runs()).toBe(1);
  });

  test("after the lock another runs, and the late first one overwrites nothing", async () => {
    const gate = Promise.withResolvers<void>();
    const { send, clock, runs, lines } = await route(
      (run) => (run === 1 ? gate.promise.then(() => ({ run })) : { run }),
      { lockSeconds: 10 },
    );
    const late = send();
    while (runs() === 0) await new Promise((resolve) => setImmediate(resolve));
    clock.now += 9_999;
    expect((await send()).statusCode).toBe(409);
    clock.now += 1;
    expect((await send()).body).toBe('{"run":2}');
    gate.resolve();
    expect((await late).body).toBe('{"run":1}');
    expect((await send()).body).toBe('{"run":2}');
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "warn", message: expect.stringContaining("another") }),
    );
  });

  test("forgets a result after its time", async () => {
    const { send, clock, runs } = await route((run) => ({ run }), { ttlSeconds: 60 });
    await send();
    clock.now += 59_000;
    await send();
    expect(runs()).toBe(1);
    clock.now += 1_000;
    expect((await send()).body).toBe('{"run":2}');
  });

  test("frees the key of a result that is too large to keep, and says so", async () => {
    const { send, runs, lines } = await route(() => "x".repeat(410_000));
    expect([(await send()).statusCode, (await send()).statusCode]).toEqual([201, 201]);
    expect(runs()).toBe(2);
    expect(lines).toContainEqual(expect.objectContaining({ message: expect.stringContaining("too large") }));
  });
});

describe("idempotent", () => {
  test("keeps principals and routes apart", async () => {
    const { ports } = outside();
    const store = memoryStore();
    let runs = 0;
    const handler = api(
      {
        ports,
        auth: async (sub) => ({ sub, email: "a@example.com", role: "viewer" }),
        idempotent: { store },
      },
      () => ++runs,
    );
    const as = (sub: string, parts: EventParts = {}) =>
      handler(post("k", { ...parts, headers: { authorization: `Bearer ${sub}` } }), lambdaContext());
    const bodies = [await as("1"), await as("2"), await as("1", { path: "/others" }), await as("1")];
    expect(bodies.map(({ body }) => body)).toEqual(["1", "2", "3", "1"]);
  });

  test("takes no two callers or requests for one, wherever their parts end", async () => {
    const { ports } = outside();
    let runs = 0;
    const principal = (event: { headers?: unknown }) =>
      (event.headers as Record<string, string>).caller as string;
    const handler = api({ ports, idempotent: { principal } }, () => ++runs);
    const send = (caller: string, key: string, parts: EventParts = {}) =>
      handler(post(key, { route: "POST /{any}", headers: { caller }, ...parts }), lambdaContext());
    expect((await send("a", "bc")).body).toBe("1");
    expect((await send("ab", "c")).body).toBe("2");
    const text = { "content-type": "text/csv", caller: "c" };
    expect((await send("c", "k", { path: "/a-", body: "b", headers: text })).body).toBe("3");
    for (const parts of [
      { path: "/a", body: "-b" },
      { path: "/a-", body: "b", base64: true },
    ])
      expect((await send("c", "k", { ...parts, headers: text })).statusCode).toBe(422);
  });

  test("the late holder of another stack overwrites nothing either", async () => {
    const { ports, clock } = outside();
    const store = memoryStore();
    const stack = () => {
      const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
      const handler = api({ ports, idempotent: { store, lockSeconds: 10 } }, () => {
        begun.resolve();
        return end.promise;
      });
      return { begun: begun.promise, end, answer: handler(post("k"), lambdaContext()), handler };
    };
    const late = stack();
    await late.begun;
    clock.now += 10_000;
    const next = stack();
    await next.begun;
    late.end.resolve("late");
    expect((await late.answer).body).toBe('"late"');
    next.end.resolve("next");
    expect((await next.answer).body).toBe('"next"');
    expect((await late.handler(post("k"), lambdaContext())).body).toBe('"next"');
  });

  test("asks the option who calls, and refuses to guess", async () => {
    const { ports, lines } = outside();
    const principal = (event: { rawPath?: string; headers?: unknown }) =>
      (event.headers as Record<string, string>).caller as string;
    const handler = api({ ports, idempotent: { principal } }, () => "done");
    const as = (headers: Record<string, string>) => handler(post("k", { headers }), lambdaContext());
    expect((await as({ caller: "a" })).statusCode).toBe(200);
    expect(header(await as({ caller: "b" }), "idempotency-replayed")).toBeUndefined();
    expect((await as({})).statusCode).toBe(500);
    expect(lines.at(-1)).toMatchObject({
      error: { message: expect.stringContaining("principal() told nobody") },
    });
  });

  test.each([
    ["", "invalid-idempotency-key"],
    ["a b", "invalid-idempotency-key"],
    ["é", "invalid-idempotency-key"],
    ["x".repeat(256), "invalid-idempotency-key"],
    [undefined, "missing-idempotency-key"],
  ])("refuses the key %j with %s", async (key, code) => {
    const { ports } = outside();
    const handler = api({ ports, idempotent: { required: true } }, () => "done");
    expect(bodyOf(await handler(post(key), lambdaContext()))).toMatchObject({ status: 400, code });
  });

  test("just runs a request without a key", async () => {
    const { ports } = outside();
    let runs = 0;
    const handler = api({ ports, idempotent: true }, () => ++runs);
    for (const body of ["1", "2"]) {
      expect((await handler(post(undefined), lambdaContext())).body).toBe(body);
    }
  });

  test.each([
    ["refuse", 503],
    ["run", 200],
  ] as const)("with a store that fails and %j the answer is %i", async (whenStoreFails, status) => {
    const { ports } = outside();
    let asked = 0;
    const fail = () => Promise.reject(new Error(`no connection ${++asked}`));
    const store = { maxResultBytes: 1_000, begin: fail, complete: fail, abandon: fail };
    const handler = api({ ports, idempotent: { store, whenStoreFails } }, () => "done");
    expect((await handler(post("k"), lambdaContext())).statusCode).toBe(status);
    // What does not hold the key has nothing to keep or to free.
    expect(asked).toBe(1);
  });

  test("answers with the result where only keeping it fails", async () => {
    const { ports, lines } = outside();
    const fail = () => Promise.reject(new Error("no connection"));
    const handler = api({ ports, idempotent: { store: { ...memoryStore(), complete: fail } } }, () => "done");
    expect((await handler(post("k"), lambdaContext())).body).toBe('"done"');
    expect(lines[0]).toMatchObject({ level: "warn", error: { message: "no connection" } });
  });

  test("names what is wrong with an option at start-up", () => {
    const make = (option: unknown) => () => api({ idempotent: option as never }, () => 1);
    expect(make({ ttl: 1 })).toThrow('api(): unknown option "idempotent.ttl"');
    expect(make({ ttlSeconds: 0 })).toThrow("idempotent.ttlSeconds must be");
    expect(make({ lockSeconds: Number.NaN })).toThrow("idempotent.lockSeconds must be");
    expect(make({ whenStoreFails: "wait" })).toThrow('whenStoreFails cannot be "wait"');
    expect(make({ store: {} })).toThrow("idempotent.store must be a store");
    expect(make({ principal: "sub" })).toThrow("idempotent.principal must be a function");
    expect(make("yes")).toThrow("must be true or an object");
    expect(() => memoryStore({ limit: 0 })).toThrow("memoryStore(): limit");
    expect(() => dynamoDbStore({ tableName: "", client: { send: async () => 1 } })).toThrow("tableName");
  });

  test("as a layer of a foreign stack it replays and frees alike", async () => {
    const { ports } = outside();
    let runs = 0;
    const handler = middy(async () => {
      if (++runs === 1) throw new Error("broken");
      return { statusCode: 200, headers: {}, body: String(runs) };
    }).use(idempotent({ ports }));
    const send = () => handler(post("k") as never, lambdaContext());
    await expect(send()).rejects.toThrow("broken");
    expect(await send()).toMatchObject({ body: "2" });
    expect(await send()).toMatchObject({ body: "2", headers: { "idempotency-replayed": "true" } });
  });

  test("frees the key of an answer that is no JSON, and says so", async () => {
    const { ports, lines } = outside();
    let runs = 0;
    const handler = middy(async () => ({ statusCode: 200, count: BigInt(++runs) }))
      .use(context({ ports }))
      .use(log({ ports }))
      .use(idempotent({ ports }));
    for (const count of [1n, 2n])
      expect(await handler(post("k") as never, lambdaContext())).toMatchObject({ count });
    expect(lines).toContainEqual(expect.objectContaining({ message: expect.stringContaining("no JSON") }));
  });

  test("never answers a request with a 5xx, whatever its key, query and body", async () => {
    const { ports } = outside({ write: () => {} });
    const handler = api({ ports, idempotent: true }, () => "done");
    const text = fc.string({ unit: "binary", maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(text, fc.constantFrom("a", "b")),
        fc.dictionary(text, text),
        text,
        async (key, query, body) => {
          const response = await handler(post(key, { query, body }), lambdaContext());
          expect(response.statusCode).toBeLessThan(500);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test("a full store in memory drops the oldest result and no lock that holds", async () => {
    const store = memoryStore({ limit: 2 });
    await store.begin(held("lock"), 0);
    await store.begin(held("old"), 0);
    await store.complete({ ...held("old"), status: "completed" });
    await store.begin(held("new"), 0);
    expect(await store.begin(held("lock"), 1)).toBeDefined();
    expect(await store.begin(held("old"), 1)).toBeUndefined();
  });
});

test("a key that is put anew is the youngest of a store in memory", async () => {
  const store = memoryStore({ limit: 2 });
  const done = async (token: string, now: number) => {
    expect(await store.begin(held(token), now)).toBeUndefined();
    await store.complete({ ...held(token), status: "completed" });
  };
  for (const [token, now] of [
    ["again", 0],
    ["old", 1],
    ["again", 100_000],
    ["new", 0],
  ] as const)
    await done(token, now);
  expect(await store.begin(held("again"), 0)).toMatchObject({ status: "completed" });
  expect(await store.begin(held("old"), 0)).toBeUndefined();
});

const held = (token: string, key = token) => ({
  key,
  status: "in-progress" as const,
  payloadHash: "hash",
  token,
  lockedUntil: 10_000,
  expiresAt: 100_000,
});

test.each(["memory", "table"] as const)(
  "the %s store lets only the holder complete or free a key; a write that was sent twice passes",
  async (name) => {
    const store = await stores[name]();
    const key = "0".repeat(64);
    expect(await store.begin(held("first", key), 0)).toBeUndefined();
    expect(await store.begin(held("second", key), 10_000)).toBeUndefined();
    expect(await store.complete({ ...held("first", key), status: "completed", result: "1" })).toBe(false);
    await store.abandon(key, "first");
    expect(await store.begin(held("third", key), 0)).toMatchObject({
      token: "second",
      status: "in-progress",
    });
    if (name === "table") expect(await store.begin(held("second", key), 0)).toBeUndefined();
    const done = { ...held("second", key), status: "completed" as const, result: "2" };
    expect(await store.complete(done)).toBe(true);
    if (name === "table") expect(await store.complete(done)).toBe(true);
    expect(await store.begin(held("third", key), 0)).toMatchObject({ status: "completed", result: "2" });
  },
);
