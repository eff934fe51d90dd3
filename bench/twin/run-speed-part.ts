import type { BenchOptions, BenchReport } from "../figure.ts";
import { measureSpeed } from "./measure-speed.ts";

// The servers run on being compiled for some 15,000 requests. Dynalite gets fewer ahead, as they take it so long.
const lanes = 16;
const overWire = { requests: 1_000, warmUp: { sqs: 15, dynamodb: 3 }, lanes };
const bySdk = { requests: 300, warmUp: { sqs: 2, dynamodb: 2 }, lanes };

/** Our stand-in against fauxqs and dynalite, by requests a second. @throws BenchError on any wrong reply. */
export async function runSpeedPart({ rounds, onProgress }: BenchOptions): Promise<BenchReport> {
  // A block is short: several a round outvote a busy moment of the machine.
  const blocks = 2 * rounds;
  const figures = await measureSpeed({
    overWire: { ...overWire, blocks },
    bySdk: { ...bySdk, blocks },
    onProgress,
  });
  return { figures, notes };
}

const notes = [
  "twin_vs_peers: our stand-in as startStack starts it, against fauxqs (SQS) and dynalite (DynamoDB, in memory), each in a",
  `process of its own, in turns, over ${lanes} kept-alive connections with one request each, after 15,000 (SQS) or 3,000 (DynamoDB) to get warm.`,
  "Requests are prepared bytes on plain sockets, and each reply is looked at. Through the AWS SDK (twin_by_sdk), whose own",
  "work for a request is larger than any server's (twin_by_sdk_client_cpu), the difference would hardly be seen.",
  "Items and messages have 600 bytes, a page 20 items, a receive and the delete after it 10 messages.",
  "twin_vs_peers without a name is the operation with the least ratio; of processor time, less is better.",
];
