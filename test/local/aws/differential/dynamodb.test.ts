import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { differences } from "./dynamodb-differences.ts";
import { legacyRequest } from "./dynamodb-legacy-requests.ts";
import { type Exchange, type Pair, startPair } from "./dynamodb-pair.ts";
import { broken, everyKey, firstItems, type Request, request, table } from "./dynamodb-requests.ts";
import { documentedSection, renderDifferences } from "./render-differences.ts";

// DIFFERENTIAL_RUNS multiplies the runs, DIFFERENTIAL_SEED changes what is generated.
const more = Number(process.env.DIFFERENTIAL_RUNS ?? 1);
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 20261125);

const current: { pair?: Pair } = {};

beforeAll(async () => {
  current.pair = await startPair();
  await ask({ operation: "CreateTable", input: table });
});

afterAll(() => current.pair?.close());

async function ask({ operation, input }: Request): Promise<Exchange> {
  if (!current.pair) throw new Error("The servers run only while a test does.");
  return current.pair.ask(operation, input);
}

const same = ({ ours, theirs }: Exchange): boolean => isDeepStrictEqual(ours, theirs);

/** Takes accepted differences out of an exchange until it shows none that is known. */
function accepted(exchange: Exchange): Exchange {
  let left = exchange;
  for (const difference of differences) if (!same(left)) left = difference.without(left) ?? left;
  return left;
}

const clear: Request = {
  operation: "BatchWriteItem",
  input: {
    RequestItems: {
      things: [...everyKey, { pk: { S: "p" }, sk: { N: "1" } }].map((Key) => ({ DeleteRequest: { Key } })),
    },
  },
};

const everything: Request = { operation: "Scan", input: { TableName: "things" } };

const reads = ["BatchGetItem", "GetItem", "Query", "Scan"];

/** Sends requests to both, each to the same state, and fails at the first difference that is not accepted. */
async function compareAll(requests: readonly Request[]): Promise<void> {
  await ask(clear);
  for (const each of requests) {
    const exchange = await ask(each);
    const { ours, theirs, input } = accepted(exchange);
    expect({ ...each, input, answer: ours }).toEqual({ ...each, input, answer: theirs });
    // Once a write has been done by one of them alone, the rest could not be compared.
    if (exchange.ours.status !== exchange.theirs.status && !reads.includes(each.operation)) return;
  }
}

const check = (each: fc.Arbitrary<Request>, runs: number) => {
  const requests = fc.tuple(firstItems, fc.array(each, { minLength: 5, maxLength: 10 }));
  const property = fc.asyncProperty(requests, (lists) => compareAll([...lists.flat(), everything]));
  return fc.assert(property, { seed, numRuns: runs * more });
};

describe("the stand-in and dynalite agree, but for what is documented,", () => {
  test("on whatever is asked of a table", async () => {
    await check(request, 50);
  }, 600_000);

  test("on the parameters of the years before expressions", async () => {
    await check(legacyRequest, 20);
  }, 600_000);

  test("on requests with a member missing or of another kind", async () => {
    await check(broken(fc.oneof({ arbitrary: request, weight: 2 }, legacyRequest)), 15);
  }, 600_000);
});

describe("each documented difference", () => {
  test.each(differences.map((difference) => [difference.what, difference] as const))(
    "still exists: %s",
    async (_, { example, without }) => {
      await ask(clear);
      const exchanges: Exchange[] = [];
      for (const each of example) exchanges.push(await ask(each));
      const last = exchanges.pop() as Exchange;
      expect(exchanges.map(same)).toEqual(exchanges.map(() => true));
      expect(same(last)).toBe(false);
      const left = without(last) ?? last;
      expect(left.ours).toEqual(left.theirs);
    },
  );

  test("has an id of its own", () => {
    expect(new Set(differences.map(({ id }) => id)).size).toBe(differences.length);
  });

  test("stands in docs/stand-in-differences.md", () => {
    const rendering = renderDifferences("DynamoDB against dynalite", "dynalite", differences);
    expect(documentedSection("dynamodb", rendering)).toBe(rendering);
  });
});
