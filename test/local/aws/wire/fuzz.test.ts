import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { seeds } from "./seeds.ts";
import { startWire, stopAll } from "./start-wire.ts";

const seed = 20261125;
const runs = Number(process.env.WIRE_FUZZ_RUNS ?? 120);

let wire: Awaited<ReturnType<typeof startWire>>;
beforeAll(async () => {
  wire = await startWire();
  for (const { target, input } of seeds) await wire.json(target, JSON.stringify(input));
});
afterAll(stopAll);

/** The server must still work after each request, and must not have failed inside. */
async function checkAlive() {
  expect(wire.errors).toEqual([]);
  expect((await wire.json("DynamoDB_20120810.ListTables", "{}")).status).toBe(200);
}

function checkShape({ status, body }: { status: number; body: string }) {
  expect(status).not.toBe(500);
  if (status === 200) return;
  const type = body.startsWith("<")
    ? /<Code>|<UnknownOperationException/.test(body)
    : JSON.parse(body).__type;
  expect(type).toBeTruthy();
}

const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    "",
    "__proto__",
    "constructor",
    -1,
    1e308,
    1.5,
    "\u0000",
    "\ud800",
    "a".repeat(5000),
    [],
    {},
    [[]],
    [null],
    JSON.parse('{"__proto__":{"S":"x"}}'),
    { constructor: { S: "x" } },
    { S: 1 },
    { N: "x" },
    { M: { __proto__: null } },
  ),
);

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))];
}

/** A copy of `value` in which what stands at `path` is another value, or is gone. */
function replaced(value: unknown, path: string[], other: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined || typeof value !== "object" || value === null) return other;
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    key === name ? replaced(member, rest, other) : member,
  ]);
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}

const mutated = fc
  .constantFrom(...seeds)
  .chain(({ target, input }) =>
    fc.tuple(fc.constant(target), fc.constant(input), fc.constantFrom(...pathsOf(input)), hostile),
  )
  .map(([target, input, path, other]) => ({ target, body: JSON.stringify(replaced(input, path, other)) }));

test("a valid request with one member changed is answered by the service, whatever the change", async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async ({ target, body }) => {
      checkShape(await wire.json(target, body));
      await checkAlive();
    }),
    { seed, numRuns: runs },
  );
}, 60_000);

const formName = fc.oneof(
  fc.constantFrom(
    "QueueUrl",
    "MessageBody",
    "Attribute.1.Name",
    "Attribute.1.Value",
    "AttributeName.1",
    "Version",
  ),
  fc.constantFrom(
    "SendMessageBatchRequestEntry.1.Id",
    "MessageAttribute.1.Value",
    "Tag.1.Key",
    "DelaySeconds",
  ),
  fc.string(),
  fc.constantFrom("__proto__.1", "Attribute.__proto__.Name", "a.b.c.d.e.f.g.h.i.j", ".", "Attribute..1"),
);

test("a form with any parameters is answered in XML", async () => {
  const actions = [
    "SendMessage",
    "SendMessageBatch",
    "CreateQueue",
    "SetQueueAttributes",
    "ReceiveMessage",
    "",
    "Nope",
  ];
  const form = fc.record({
    action: fc.constantFrom(...actions),
    pairs: fc.array(fc.tuple(formName, fc.string()), { maxLength: 6 }),
    path: fc.constantFrom("/", "/123456789012/jobs"),
  });
  await fc.assert(
    fc.asyncProperty(form, async ({ action, pairs, path }) => {
      checkShape(await wire.form(Object.fromEntries([["Action", action], ...pairs]), path));
      await checkAlive();
    }),
    { seed, numRuns: runs },
  );
}, 60_000);

test("any bytes are answered with HTTP, as body and as request", async () => {
  const targets = fc.constantFrom(...seeds.map(({ target }) => target));
  await fc.assert(
    fc.asyncProperty(targets, fc.uint8Array({ maxLength: 200 }), async (target, bytes) => {
      checkShape(await wire.json(target, Buffer.from(bytes)));
      const answer = await wire.raw(Buffer.concat([Buffer.from("x"), bytes, Buffer.from("\r\n\r\n")]));
      expect(answer).toMatch(/^HTTP\/1\.1 [245]\d\d /);
      await checkAlive();
    }),
    { seed, numRuns: Math.ceil(runs / 2) },
  );
}, 60_000);
