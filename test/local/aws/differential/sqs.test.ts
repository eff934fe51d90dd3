import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { documentedSection, renderDifferences } from "./render-differences.ts";
import { anyCall } from "./sqs-calls.ts";
import { conversation, kinds, madeVisible, queuesFor, withKnownHandles } from "./sqs-conversations.ts";
import type { SqsDifference } from "./sqs-difference.ts";
import { sqsDifferences } from "./sqs-differences.ts";
import { anyQueue, urlOf } from "./sqs-names.ts";
import { type Call, type Exchange, isSame, startPeers } from "./sqs-peers.ts";

// DIFFERENTIAL_RUNS=20 makes twenty times as many runs, DIFFERENTIAL_SEED takes another path.
const times = Number(process.env.DIFFERENTIAL_RUNS ?? 1);
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 20_261_123);

let peers: Awaited<ReturnType<typeof startPeers>>;
let queues = 0;

beforeAll(async () => {
  peers = await startPeers();
});
afterAll(() => peers.stop());

/** The calls with a queue of their own in place of the generated one's. */
const onNewQueue = (calls: readonly Call[]): Call[] =>
  JSON.parse(JSON.stringify(calls).replaceAll(anyQueue, `q${++queues}`)) as Call[];

async function exchangeAll(calls: readonly Call[]): Promise<Exchange[]> {
  peers.begin();
  const exchanges: Exchange[] = [];
  for (const call of calls) exchanges.push(await peers.call(call));
  return exchanges;
}

/** The differences that an exchange shows, and whether they are all that it shows. */
function explain(exchange: Exchange, differences: readonly SqsDifference[] = sqsDifferences) {
  const used: string[] = [];
  let current = exchange;
  for (const { id, shows, without } of differences) {
    if (isSame(current)) break;
    if (!shows(current)) continue;
    used.push(id);
    if (!without) return { used, isExplained: true, isParting: true };
    current = { ...current, theirs: without(current) };
  }
  return { used, isExplained: isSame(current), isParting: false };
}

const inGenerated = sqsDifferences.filter(({ isOnlyInExample }) => !isOnlyInExample);

/** @throws Error naming an exchange that no accepted difference explains. */
function check(exchange: Exchange) {
  if (isSame(exchange)) return { isParting: false };
  const explanation = explain(exchange, inGenerated);
  if (!explanation.isExplained)
    throw new Error(`The two differ, beyond [${explanation.used}]: ${JSON.stringify(exchange, null, 2)}`);
  return explanation;
}

const deadLetters = `${anyQueue}-dead`;
const before: Call[] = [
  { operation: "CreateQueue", input: { QueueName: deadLetters } },
  { operation: "CreateQueue", input: { QueueName: anyQueue, Attributes: { MaximumMessageSize: "1024" } } },
  { operation: "SendMessage", input: { QueueUrl: urlOf(anyQueue), MessageBody: `${anyQueue}-first` } },
  { operation: "ReceiveMessage", input: { QueueUrl: urlOf(anyQueue), VisibilityTimeout: 600 } },
];

test(
  "a request, right or wrong, is answered alike",
  async () => {
    const property = fc.asyncProperty(anyCall, async (call) => {
      for (const exchange of await exchangeAll(onNewQueue([...before, call]))) check(exchange);
    });
    await fc.assert(property, { seed, numRuns: 200 * times });
  },
  60_000 * times,
);

test.each(kinds)(
  "a conversation with a queue (%s) goes alike",
  async (kind) => {
    const property = fc.asyncProperty(conversation(kind), async (generated) => {
      const name = kind === "standard" ? anyQueue : `${anyQueue}.fifo`;
      const calls = onNewQueue(
        JSON.parse(
          JSON.stringify([...queuesFor(anyQueue, kind), ...generated]).replaceAll(anyQueue, name),
        ) as Call[],
      );
      peers.begin();
      // Of a message that is visible again, or in the other queue, the handle is not what it was.
      const returned = new Set<string>();
      for (const call of calls) {
        const known = peers.known().filter((body) => !returned.has(body));
        const ready = withKnownHandles(call, known);
        if (!ready) continue;
        const exchange = await peers.call(ready);
        if (check(exchange).isParting) return;
        for (const body of madeVisible(ready)) returned.add(body);
        for (const { Body } of (exchange.ours.body.Messages ?? []) as { Body: string }[])
          if (String(call.input.QueueUrl).includes("/dead-")) returned.add(Body);
          else returned.delete(Body);
      }
    });
    await fc.assert(property, { seed, numRuns: 30 * times });
  },
  60_000 * times,
);

describe("the accepted differences", () => {
  test.each(sqsDifferences)("$id is still there", async ({ id, example }) => {
    const exchanges = await exchangeAll(onNewQueue(example));
    const explanations = exchanges.map((exchange) => explain(exchange));
    expect(explanations.every(({ isExplained }) => isExplained)).toBe(true);
    // Every reply to a batch has one of these in it.
    const used = explanations.map((one) =>
      one.used.filter((name) => name === id || name !== "empty-members"),
    );
    expect(used.pop()).toEqual([id]);
    expect(used.flat()).toEqual([]);
  });

  test("they stand in the document", () => {
    const rendering = renderDifferences("SQS against fauxqs", "fauxqs 2.4.1", sqsDifferences);
    expect(documentedSection("sqs", rendering)).toBe(rendering);
  });
});
