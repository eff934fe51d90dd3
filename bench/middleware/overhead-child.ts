import { createWriteStream } from "node:fs";
import type { Invoke } from "./invoke.ts";
import { ourStack } from "./our-stack.ts";
import { type Order, orderEvent, receiptOf } from "./route.ts";
import { signedIn } from "./sign-in.ts";
import { switchHooks } from "./x-ray-hooks.ts";

/** What one process measured of one stack, in microseconds. */
export interface StackTimes {
  readonly p50: number;
  readonly p99: number;
}

/** One stack as it is called. */
interface Candidate {
  readonly invoke: Invoke;
  readonly sampled: boolean;
  /** Whether the X-Ray SDK is part of it, as it is loaded. */
  readonly hooked?: true;
}

const [warmUp = 0, blocks = 0, perBlock = 0] = process.argv.slice(2).map(Number);

const lambdaContext = {
  functionName: "bench",
  functionVersion: "1",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:bench",
  memoryLimitInMB: "512",
  awsRequestId: "00000000-0000-4000-8000-000000000000",
  getRemainingTimeInMillis: () => 30_000,
};

const bare: Invoke = async ({ body }) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(receiptOf(JSON.parse(body ?? "") as Order)),
});

// After the hooks are watched.
const { typicalStack } = await import("./typical-stack.ts");
const { token, ...issuer } = await signedIn();
const auth = { token, ...issuer };
const none = undefined;

const candidates: Record<string, Candidate> = {
  bare: { invoke: bare, sampled: false },
  typical: { invoke: typicalStack({ auth: none, traced: false }), sampled: false, hooked: true },
  typicalAuth: { invoke: typicalStack({ auth, traced: false }), sampled: false, hooked: true },
  typicalTraced: { invoke: typicalStack({ auth: none, traced: true }), sampled: true, hooked: true },
  powertools: { invoke: ourStack({ observability: "powertools", auth: none }), sampled: false },
  powertoolsAuth: { invoke: ourStack({ observability: "powertools", auth }), sampled: false },
  powertoolsTraced: {
    invoke: ourStack({ observability: "powertools", auth: none }),
    sampled: true,
    hooked: true,
  },
  lean: { invoke: ourStack({ observability: "lean", auth: none }), sampled: false },
  leanAuth: { invoke: ourStack({ observability: "lean", auth }), sampled: false },
  leanTraced: { invoke: ourStack({ observability: "lean", auth: none }), sampled: true },
};

const times: Record<string, number[]> = {};
for (const [name, candidate] of Object.entries(candidates)) {
  times[name] = [];
  await run(candidate, warmUp, []);
}
const names = Object.keys(candidates);
for (let block = 0; block < blocks; block++) {
  for (let turn = 0; turn < names.length; turn++) {
    const name = names[(turn + block) % names.length] ?? "";
    await run(candidates[name] as Candidate, perBlock, times[name] as number[]);
  }
}
const result = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, quantiles(list)]));
// Standard output takes the stacks' log lines.
createWriteStream("", { fd: 3 }).end(JSON.stringify(result));

async function run({ invoke, sampled, hooked }: Candidate, count: number, into: number[]): Promise<void> {
  switchHooks(hooked === true);
  process.env._X_AMZN_TRACE_ID = `Root=1-65a1b2c3-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=${sampled ? 1 : 0}`;
  for (let index = 0; index < count; index++) {
    const event = orderEvent(token);
    const started = process.hrtime.bigint();
    const { statusCode, body } = await invoke(event, lambdaContext);
    into.push(Number(process.hrtime.bigint() - started) / 1_000);
    if (statusCode !== 200) throw new Error(`A stack answered ${statusCode}: ${body}`);
  }
}

function quantiles(list: number[]): StackTimes {
  const sorted = list.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
