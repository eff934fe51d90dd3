import { BasePersistenceLayer } from "@aws-lambda-powertools/idempotency/persistence";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { api, memoryStore, queue } from "#middleware";
import { bodyOf, httpEvent, lambdaContext, outside } from "../support.ts";

const event = () => httpEvent({ body: "{}", headers: { "idempotency-key": "k" } });
const modes = ["powertools", "lean"] as const;

afterEach(() => {
  jest.restoreAllMocks();
});

test.each(modes)("in %s mode Powertools takes part only where it is asked for", async (observability) => {
  const configured = jest.spyOn(BasePersistenceLayer.prototype, "configure");
  const { ports } = outside();
  const create = api({ ports, observability, idempotent: true }, () => "done");
  const work = queue({ ports, observability, idempotent: true }, () => "done");
  const records = [{ messageId: "m1", receiptHandle: "r", body: "{}" }];
  for (const _ of ["first", "again"]) {
    await create(event(), lambdaContext());
    await work({ Records: records }, lambdaContext());
  }
  expect(configured).toHaveBeenCalledTimes(observability === "powertools" ? 4 : 0);
});

test("Powertools prints nothing of its own and leaves the clock to the ports", async () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  const { ports, clock } = outside();
  const store = memoryStore();
  clock.now = 0;
  let runs = 0;
  const handler = api({ ports, observability: "powertools", idempotent: { store } }, () => ++runs);
  const bodies = [await handler(event(), lambdaContext()), await handler(event(), lambdaContext())];
  expect(bodies.map(({ body }) => body)).toEqual(["1", "1"]);
  expect(warn).not.toHaveBeenCalled();
});

describe.each(modes)("in %s mode", (observability) => {
  test.each([new Error("broken"), "text", undefined, inconsistent()])(
    "work that throws %p runs once and its error reaches the line",
    async (thrown) => {
      const { ports, lines } = outside();
      let runs = 0;
      const handler = api({ ports, observability, idempotent: true }, () => {
        runs++;
        throw thrown;
      });
      expect(bodyOf(await handler(event(), lambdaContext()))).toMatchObject({ status: 500 });
      expect(runs).toBe(1);
      const message = thrown instanceof Error ? thrown.message : thrown;
      if (message !== undefined) expect(JSON.stringify(lines)).toContain(message);
      expect(JSON.stringify(lines)).not.toMatch(/Idempotency(?:Unknown|PersistenceLayer)Error/);
    },
  );

  test("a store that throws at once is one that fails", async () => {
    const { ports } = outside();
    const fail = () => {
      throw new Error("no connection");
    };
    const store = { maxResultBytes: 1_000, begin: fail, complete: fail, abandon: fail };
    const refuse = api({ ports, observability, idempotent: { store } }, () => "done");
    expect(bodyOf(await refuse(event(), lambdaContext()))).toMatchObject({
      status: 503,
      code: "idempotency-unavailable",
    });
    const run = api({ ports, observability, idempotent: { store, whenStoreFails: "run" } }, () => "done");
    expect((await run(event(), lambdaContext())).body).toBe('"done"');
  });

  test("the switch of the environment turns it off", async () => {
    const { ports } = outside({ environment: { functionName: "f", idempotencyDisabled: true } });
    let runs = 0;
    const create = api({ ports, observability, idempotent: true }, () => ++runs);
    const work = queue({ ports, observability, idempotent: true }, () => ++runs);
    for (const _ of ["first", "again"]) {
      await create(event(), lambdaContext());
      await work({ Records: [{ messageId: "m1", receiptHandle: "r", body: "{}" }] }, lambdaContext());
    }
    expect(runs).toBe(4);
  });
});

function inconsistent(): Error {
  return Object.assign(new Error("mine"), { name: "IdempotencyInconsistentStateError" });
}
