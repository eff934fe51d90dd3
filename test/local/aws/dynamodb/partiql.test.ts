import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  ExecuteTransactionCommand,
  GetItemCommand,
  type ParameterizedStatement,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, failure, invalid, key, refusal, type SdkItem } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(async () => {
  await createThings(stack.client, {
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "S" },
      { AttributeName: "kind", AttributeType: "S" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "kinds",
        KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
});

const run = (Statement: string, more: Partial<ExecuteStatementCommandInput> = {}) =>
  stack.client.send(new ExecuteStatementCommand({ Statement, ...more }));
const rows = async (statement: string, Parameters?: AttributeValue[]) =>
  (await run(statement, { Parameters })).Items;
const put = (item: SdkItem) =>
  stack.client.send(new PutItemCommand({ TableName: "things", Item: { ...key(), ...item } }));
const stored = async (sk = "s") =>
  (await stack.client.send(new GetItemCommand({ TableName: "things", Key: key("p", sk) }))).Item;
const here = "pk = 'p' AND sk = 's'";
const malformed = "Statement wasn't well formed, can't be processed: ";

describe("a value in a statement", () => {
  test("is text, a number, a constant, a list, a map, a set or a parameter", async () => {
    await run(
      `INSERT INTO "things" VALUE {'pk': 'p', 'sk': 's', 'text': 'it''s', 'number': -.5e1, 'yes': true,
        'nothing': null, 'list': [1, ?], 'map': {'x': {'y': false}}, 'set': <<'b', 'a'>>}`,
      { Parameters: [{ S: "given" }] },
    );
    expect(await stored()).toEqual({
      ...key(),
      text: { S: "it's" },
      number: { N: "-5" },
      yes: { BOOL: true },
      nothing: { NULL: true },
      list: { L: [{ N: "1" }, { S: "given" }] },
      map: { M: { x: { M: { y: { BOOL: false } } } } },
      set: { SS: ["a", "b"] },
    });
  });

  test.each([
    [
      "pk = 1e126",
      "Number overflow. Attempting to store a number with magnitude larger than supported range under root",
    ],
    ["pk = 1e2147483648", malformed],
    ["a = <<>>", "Empty bags are not supported"],
    [
      "a < true",
      "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
    ],
  ])("is refused when it cannot be: %s", async (condition, message) => {
    expect(await invalid(run(`SELECT * FROM "things" WHERE ${condition}`))).toBe(message);
  });

  test("that is out of range is named by its place in the literal", async () => {
    const statement = `INSERT INTO "things" VALUE {'pk': 'p', 'sk': 's', 'm': {'x': [0, 1e126]}}`;
    expect(await invalid(run(statement))).toMatch(/under root\.x\[1\]$/);
  });
});

describe("a statement that cannot be read", () => {
  test.each([
    ["SELECTT *", `${malformed}Expected data manipulation`],
    ['SELECT * FROM "things" WHERE pk = 1 foo', `${malformed}Unexpected token after expression`],
    ['DELETE FROM "things" WHERE pk = 1 ORDER BY pk', `${malformed}Unexpected token after expression`],
    ['SELECT * FROM "things" WHERE pk = 1 # note', malformed],
    ['SELECT * FROM "things" t WHERE pk = 1', "Aliasing is not supported"],
    ['SELECT * FROM "things"."a"."b"', "A path may contain at most 2 components in the FROM clause"],
    ['SELECT * FROM ""', "Path component cannot be an empty string"],
    ['SELECT size(a) FROM "things"', "Unexpected path component at 1:8:4"],
    ['SELECT * FROM "things" WHERE exists(a)', "Unrecognized function: exists at 1:30:6"],
    [
      'SELECT * FROM "things" WHERE attribute_exists(a, b)',
      "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
    ],
    [
      `UPDATE "things" SET a = set_add(b, <<'x'>>) WHERE ${here}`,
      "The first argument to SET_ADD must equal the assignment value at 1:25:7",
    ],
    [
      `UPDATE "things" SET a = set_add(a, 'x') WHERE ${here}`,
      "The second argument to SET_ADD must be a value with type SET at 1:33:1",
    ],
    [
      `UPDATE "things" SET a = set_delete(a) WHERE ${here}`,
      "SET_DELETE must have exactly two arguments at 1:25:10",
    ],
    [
      `DELETE FROM "things" WHERE ${here} RETURNING ALL NEW *`,
      "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.",
    ],
  ])("is refused in AWS's words: %s", async (statement, message) => {
    expect(await invalid(run(statement))).toBe(message);
  });
});

describe("a SELECT", () => {
  beforeEach(async () => {
    for (const [sk, more] of [
      ["1", { kind: { S: "x" }, n: { N: "1" } }],
      ["2", { kind: { S: "y" }, m: { M: { deep: { S: "v" } } } }],
      ["3", { kind: { S: "x" }, n: { NULL: true } }],
    ] as const)
      await put({ ...key("p", sk), ...more });
    await put(key("q", "1"));
  });

  const sorts = async (condition: string) =>
    (await rows(`SELECT * FROM "things" WHERE ${condition}`))?.map(({ sk }) => sk?.S).sort();

  test.each([
    ["pk = 'p' AND sk > '1'", ["2", "3"]],
    ["pk = 'p' AND sk BETWEEN '1' AND '2'", ["1", "2"]],
    ["pk = 'p' AND begins_with(sk, '2')", ["2"]],
    ["pk = 'p' AND sk <> '1'", ["2", "3"]],
    ["pk = 'p' AND (n = 1 OR m.deep = 'v')", ["1", "2"]],
    ["'p' = pk AND NOT sk IN ['1', '2']", ["3"]],
    ["pk = 'p' AND n IS NULL", ["3"]],
    ["pk = 'p' AND n IS MISSING", ["2"]],
    ["pk = 'p' AND n IS NOT MISSING", ["1", "3"]],
    ["pk = 'p' AND size(kind) = 1 AND attribute_exists(m) = true", ["2"]],
    ["sk = '1'", ["1", "1"]],
    ["pk = 'p' AND attribute_type(n, 'N') -- a note", ["1"]],
  ])("finds what its condition says: %s", async (condition, wanted) => {
    expect(await sorts(condition)).toEqual(wanted);
  });

  test("gives the columns asked for, a nested one under its last name", async () => {
    expect(
      await rows(`SELECT sk, m.deep FROM "things" WHERE pk = ? AND sk = ?`, [{ S: "p" }, { S: "2" }]),
    ).toEqual([{ sk: { S: "2" }, deep: { S: "v" } }]);
  });

  test("orders by the sort key", async () => {
    const found = await rows(`SELECT sk FROM "things" WHERE pk = 'p' ORDER BY sk DESC`);
    expect(found?.map(({ sk }) => sk?.S)).toEqual(["3", "2", "1"]);
  });

  test("goes on from page to page", async () => {
    const statement = `SELECT sk FROM "things" WHERE pk = 'p'`;
    const { Items: first, NextToken } = await run(statement, { Limit: 2 });
    const { Items: second, NextToken: end } = await run(statement, { Limit: 2, NextToken });
    expect([first?.length, second, end]).toEqual([2, [{ sk: { S: "3" } }], undefined]);
  });

  test("reads an index, as far as it projects", async () => {
    expect((await rows(`SELECT sk FROM "things"."kinds" WHERE kind = 'x'`))?.length).toBe(2);
    expect(await invalid(run(`SELECT sk FROM "things"."kinds" WHERE kind = 'x' AND n = 1`))).toBe(
      "One or more parameter values were invalid: Secondary index kinds does not project one or more filter attributes: [n]",
    );
    expect(await invalid(run(`SELECT * FROM "things"."none"`))).toBe(
      "The table does not have the specified index",
    );
    const consistent = run(`SELECT * FROM "things"."kinds"`, { ConsistentRead: true });
    expect(await invalid(consistent)).toBe(
      "Strongly consistent read is not supported on Global Secondary Indexes",
    );
  });

  test("costs what it reads, whatever it shows", async () => {
    const { ConsumedCapacity } = await run(`SELECT * FROM "things" WHERE pk = 'p' AND n = 99`, {
      ReturnConsumedCapacity: "TOTAL",
      ConsistentRead: true,
    });
    expect(ConsumedCapacity?.CapacityUnits).toBe(1);
  });
});

describe("an UPDATE", () => {
  test("sets, computes and removes, and gives back what it changed", async () => {
    await put({ n: { N: "1" }, gone: { S: "x" }, list: { L: [] }, set: { SS: ["a"] } });
    const statement = `UPDATE "things" SET n = n + 1, list = list_append(list, ['z']) SET set = set_add(set, <<'b'>>) REMOVE gone WHERE ${here}`;
    expect((await run(`${statement} RETURNING MODIFIED NEW *`)).Items).toEqual([
      { n: { N: "2" }, list: { L: [{ S: "z" }] }, set: { SS: ["a", "b"] } },
    ]);
    expect((await stored())?.gone).toBeUndefined();
  });

  test("may begin with FROM", async () => {
    await put({});
    expect(await rows(`FROM "things" WHERE ${here} SET a = 1 RETURNING ALL NEW *`)).toEqual([
      { ...key(), a: { N: "1" } },
    ]);
  });

  test("needs its item, and the rest of its condition, to be there", async () => {
    const conflict = "ConditionalCheckFailedException: The conditional request failed";
    expect(await refusal(run(`UPDATE "things" SET a = 1 WHERE ${here}`))).toBe(conflict);
    await put({});
    expect(await refusal(run(`UPDATE "things" SET a = 1 WHERE ${here} AND b = 2`))).toBe(conflict);
    expect(await stored()).toEqual(key());
  });

  test("needs the whole key", async () => {
    expect(await invalid(run(`UPDATE "things" SET a = 1 WHERE pk = 'p'`))).toContain(
      "Where clause does not contain a mandatory equality on all key attributes",
    );
  });
});

describe("a DELETE", () => {
  test("gives back the old item when asked to", async () => {
    await put({ a: { N: "1" } });
    expect(await rows(`DELETE FROM "things" WHERE ${here} AND a = 1 RETURNING ALL OLD *`)).toEqual([
      { ...key(), a: { N: "1" } },
    ]);
    expect(await stored()).toBeUndefined();
  });

  test("fails on a false condition, but not on an absent item", async () => {
    expect(await rows(`DELETE FROM "things" WHERE ${here} AND a = 1`)).toEqual([]);
    await put({});
    expect(await refusal(run(`DELETE FROM "things" WHERE ${here} AND a = 1`))).toContain(
      "ConditionalCheckFailed",
    );
  });
});

describe("a batch of statements", () => {
  const batch = async (...Statements: BatchStatementRequest[]) =>
    stack.client.send(new BatchExecuteStatementCommand({ Statements, ReturnConsumedCapacity: "TOTAL" }));

  test("does each by itself and names the table of what reached it", async () => {
    const { Responses } = await batch(
      { Statement: `INSERT INTO "things" VALUE {'pk': 'p', 'sk': 's'}` },
      { Statement: `INSERT INTO "things" VALUE {'pk': 'p', 'sk': 's'}` },
      { Statement: "SLECT" },
      { Statement: `DELETE FROM "absent" WHERE ${here}` },
    );
    expect(Responses?.map(({ Error: error, TableName }) => [error?.Code, TableName])).toEqual([
      [undefined, "things"],
      ["DuplicateItem", "things"],
      ["ValidationError", undefined],
      ["ResourceNotFound", undefined],
    ]);
  });

  test("reads single items, each in its own mode", async () => {
    await put({ a: { N: "1" } });
    const Statement = `SELECT a FROM "things" WHERE ${here}`;
    const { Responses, ConsumedCapacity } = await batch(
      { Statement },
      { Statement, ConsistentRead: true },
      { Statement: `SELECT * FROM "things" WHERE pk = 'p'` },
    );
    expect(Responses?.map(({ Item }) => Item)).toEqual([{ a: { N: "1" } }, { a: { N: "1" } }, undefined]);
    expect(Responses?.[2]?.Error?.Message).toBe(
      "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
    );
    expect(ConsumedCapacity?.[0]?.CapacityUnits).toBe(1.5);
  });

  test("is not empty and does not mix reads with writes", async () => {
    expect(await invalid(batch())).toContain("Member must have length greater than or equal to 1");
    const mixed = batch(
      { Statement: `SELECT * FROM "things" WHERE ${here}` },
      { Statement: `DELETE FROM "things" WHERE ${here}` },
    );
    expect(await invalid(mixed)).toContain("either all reads or all writes");
  });
});

describe("a transaction of statements", () => {
  const transact = (TransactStatements: ParameterizedStatement[], ClientRequestToken?: string) =>
    stack.client.send(
      new ExecuteTransactionCommand({
        TransactStatements,
        ClientRequestToken,
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
  const insert = (sk: string) => ({ Statement: `INSERT INTO "things" VALUE {'pk': 'p', 'sk': '${sk}'}` });

  test("is done as a whole or not at all", async () => {
    await put({});
    const { CancellationReasons } = await failure(transact([insert("1"), insert("s")]));
    expect(CancellationReasons?.map(({ Code, Message }) => [Code, Message])).toEqual([
      ["None", undefined],
      ["DuplicateItem", "Duplicate primary key exists in table"],
    ]);
    expect(await stored("1")).toBeUndefined();
    expect((await transact([insert("1"), insert("2")])).Responses).toEqual([]);
    expect(await stored("2")).toBeDefined();
  });

  test("is done once under one token", async () => {
    await put({ n: { N: "0" } });
    const Statement = `UPDATE "things" SET n = n + 1 WHERE ${here}`;
    const [first, second] = [await transact([{ Statement }], "t"), await transact([{ Statement }], "t")];
    expect((await stored())?.n).toEqual({ N: "1" });
    expect([
      first.ConsumedCapacity?.[0]?.WriteCapacityUnits,
      second.ConsumedCapacity?.[0]?.ReadCapacityUnits,
    ]).toEqual([2, 2]);
  });

  test("reads single items", async () => {
    await put({});
    const read = (sk: string) => ({ Statement: `SELECT * FROM "things" WHERE pk = 'p' AND sk = '${sk}'` });
    expect((await transact([read("s"), read("0")])).Responses).toEqual([{ Item: key() }, {}]);
    expect(await invalid(transact([read("s"), read("s")]))).toContain("multiple operations on one item");
  });

  test.each([
    [
      `UPDATE "things" SET a = 1 WHERE ${here} RETURNING ALL NEW *`,
      "RETURNING clause is not supported in ExecuteTransaction.",
    ],
    [
      `SELECT * FROM "things"."kinds" WHERE kind = 'x'`,
      "Reads on indices are not supported within transactions.",
    ],
    [
      `SELECT * FROM "things" WHERE ${here} AND attribute_exists(a)`,
      "Select statements within ExecuteTransaction must specify the primary key in the where clause.",
    ],
    [
      `EXISTS(SELECT * FROM "things" WHERE ${here})`,
      "The stand-in does not offer EXISTS(): put the condition into the WHERE of a write.",
    ],
  ])("names the statement that it cannot take: %s", async (Statement, message) => {
    expect(await invalid(transact([{ Statement }]))).toBe(
      `Validation failed in TransactStatements[0]: ${message}`,
    );
  });
});
