import { BatchWriteItemCommand, ScanCommand, type ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, type SdkItem } from "./setup.ts";

const stack = eachTestWithStack();
const names = Array.from({ length: 50 }, (_, index) => `p${Math.floor(index / 2)}/s${index % 2}`).sort();

beforeEach(async () => {
  await createThings(stack.client);
  for (const half of [names.slice(0, 25), names.slice(25)]) {
    const requests = half.map((name) => ({ PutRequest: { Item: itemOf(name) } }));
    await stack.client.send(new BatchWriteItemCommand({ RequestItems: { things: requests } }));
  }
});

const itemOf = (name: string) => key(...(name.split("/") as [string, string]));
const nameOf = (item: SdkItem) => `${item.pk?.S}/${item.sk?.S}`;
const scan = (input: Partial<ScanCommandInput> = {}) =>
  stack.client.send(new ScanCommand({ TableName: "things", ...input }));

async function scanAll(input: Partial<ScanCommandInput>): Promise<{ found: string[]; pages: number }> {
  const found: string[] = [];
  let pages = 0;
  let ExclusiveStartKey: SdkItem | undefined;
  do {
    const page = await scan({ ...input, ExclusiveStartKey });
    found.push(...(page.Items ?? []).map(nameOf));
    ExclusiveStartKey = page.LastEvaluatedKey;
    pages++;
  } while (ExclusiveStartKey);
  return { found, pages };
}

describe("a scan", () => {
  test("finds every item once, whatever the page size", async () => {
    for (const Limit of [1, 7, 50]) {
      const { found, pages } = await scanAll({ Limit });
      expect([...found].sort()).toEqual(names);
      expect(pages).toBeGreaterThanOrEqual(50 / Limit);
    }
  });

  test("finds every item once in segments", async () => {
    const segments = await Promise.all(
      [0, 1, 2, 3].map((Segment) => scanAll({ Segment, TotalSegments: 4, Limit: 3 })),
    );
    expect(segments.flatMap(({ found }) => found).sort()).toEqual(names);
    expect(segments.filter(({ found }) => found.length > 0).length).toBeGreaterThan(1);
  });

  test("filters, projects and counts", async () => {
    const reply = await scan({
      FilterExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": { S: "p7" } },
      ProjectionExpression: "sk",
      ReturnConsumedCapacity: "TOTAL",
    });
    expect([reply.Items, reply.Count, reply.ScannedCount]).toEqual([
      [{ sk: { S: "s0" } }, { sk: { S: "s1" } }],
      2,
      50,
    ]);
    expect(reply.ConsumedCapacity?.CapacityUnits).toBe(0.5);
    expect((await scan({ Select: "COUNT" })).Count).toBe(50);
  });
});

describe("AWS's words for a faulty scan", () => {
  const cases: [Partial<ScanCommandInput>, string][] = [
    [
      { Segment: 0 },
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    ],
    [
      { TotalSegments: 2 },
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    ],
    [
      { Segment: 2, TotalSegments: 2 },
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2",
    ],
    [
      { Segment: 0, TotalSegments: 1_000_001 },
      "1 validation error detected: Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000",
    ],
    [
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { ExclusiveStartKey: { pk: { S: "p" } } },
      "The provided starting key is invalid: The provided key element does not match the schema",
    ],
    [
      { ExpressionAttributeValues: { ":x": { S: "x" } } },
      "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null",
    ],
    [
      { FilterExpression: "a = :x", ExpressionAttributeValues: { ":x": { N: "x" } } },
      "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :x",
    ],
  ];
  test.each(cases)("%j", async (input, message) => {
    expect(await invalid(scan(input))).toBe(message);
  });

  test("a starting key of another segment", async () => {
    const { found } = await scanAll({ Segment: 0, TotalSegments: 4 });
    const other =
      names.find((name) => !found.some((each) => each.startsWith(`${name.split("/")[0]}/`))) ?? "";
    expect(await invalid(scan({ Segment: 0, TotalSegments: 4, ExclusiveStartKey: itemOf(other) }))).toContain(
      "Please use ExclusiveStartKey with correct Segment. TotalSegments: 4 Segment: 0",
    );
  });
});
