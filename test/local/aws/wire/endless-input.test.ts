import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { seeds } from "./seeds.ts";
import { startWire, stopAll } from "./start-wire.ts";

let wire: Awaited<ReturnType<typeof startWire>>;
beforeAll(async () => {
  wire = await startWire();
  for (const { target, input } of seeds) await wire.json(target, JSON.stringify(input));
});
afterAll(stopAll);

const QueueUrl = "/123456789012/jobs";
const statement = (Statement: string) => ["DynamoDB_20120810.ExecuteStatement", { Statement }] as const;
const put = (Item: unknown, ConditionExpression?: string) =>
  ["DynamoDB_20120810.PutItem", { TableName: "things", Item, ConditionExpression }] as const;

let nested: unknown = { S: "x" };
for (let level = 0; level < 400; level++) nested = { L: [nested] };
const key = { pk: { S: "p" }, sk: { S: "s" } };
const messages = Array.from({ length: 5000 }, (_, index) => ({ Id: `m${index}`, MessageBody: "x" }));

// What a parser, a regular expression or a recursion could choke on. Each is refused, by the service itself.
test.each([
  ["a statement without end", ...statement(`INSERT INTO things VALUE {'pk': ${"[".repeat(100_000)}`)],
  ["lists in a statement", ...statement(`INSERT INTO things VALUE {'pk': ${"[".repeat(4000)}`)],
  ["parentheses in a statement", ...statement(`SELECT * FROM things WHERE ${"(".repeat(4000)}`)],
  ["negations in a statement", ...statement(`SELECT * FROM things WHERE ${"NOT ".repeat(1900)}a = 1`)],
  ["an expression of parentheses", ...put(key, "(".repeat(4000))],
  ["an expression of 1 MB", ...put(key, "a".repeat(1_000_000))],
  ["a number of 1 MB", ...put({ ...key, n: { N: "1".repeat(1_000_000) } })],
  ["a value nested 400 deep", ...put({ ...key, n: nested })],
  [
    "a key nested 400 deep",
    "DynamoDB_20120810.GetItem",
    { TableName: "things", Key: { pk: nested, sk: nested } },
  ],
  ["a batch of 5,000", "AmazonSQS.SendMessageBatch", { QueueUrl, Entries: messages }],
  [
    "names of built-in things",
    "AmazonSQS.SetQueueAttributes",
    { QueueUrl, Attributes: { constructor: "1" } },
  ],
  [
    "another name of a built-in thing",
    "AmazonSSM.DescribeParameters",
    { ParameterFilters: [{ Key: "Name", Option: "constructor", Values: ["x"] }] },
  ],
  [
    "a pattern that takes for ever",
    "AmazonSSM.PutParameter",
    { Name: "/p", Type: "String", Value: `${"a".repeat(60)}!`, AllowedPattern: "(a+)+" },
  ],
] as [string, string, object][])("%s", async (_name, target, input) => {
  const { status, body } = await wire.json(target, JSON.stringify(input));
  expect([status, JSON.parse(body).__type]).toEqual([400, expect.any(String)]);
  expect(wire.errors).toEqual([]);
});

test("items and tags may be called __proto__", async () => {
  const item = '{"pk":{"S":"p"},"sk":{"S":"s"},"__proto__":{"M":{"__proto__":{"S":"x"}}}}';
  await wire.json("DynamoDB_20120810.PutItem", `{"TableName":"things","Item":${item}}`);
  const got = await wire.json("DynamoDB_20120810.GetItem", JSON.stringify({ TableName: "things", Key: key }));
  expect(JSON.parse(got.body)).toEqual(JSON.parse(`{"Item":${item}}`));
  expect(got.body).toContain("__proto__");
});
