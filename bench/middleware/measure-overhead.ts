import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { openSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { BenchError, median } from "../figure.ts";
import type { StackTimes } from "./overhead-child.ts";

/** Overhead over the bare handler in microseconds: medians over the rounds. */
export type Overheads = Record<string, StackTimes>;

/** How often a process calls each stack: to get warm, and then in blocks that take turns. */
export interface Effort {
  readonly warmUp: number;
  readonly blocks: number;
  readonly perBlock: number;
}

const usualEffort: Effort = { warmUp: 3_000, blocks: 60, perBlock: 100 };
const childFile = fileURLToPath(new URL("overhead-child.ts", import.meta.url));

/**
 * Measures all stacks in turns in a process of its own a round, with log lines to nowhere and a receiver for traces
 * in this process.
 *
 * @throws BenchError where a stack fails.
 */
export async function measureOverhead(
  rounds: number,
  onProgress: (line: string) => void,
  effort = usualEffort,
): Promise<Overheads> {
  const daemon = createSocket("udp4");
  daemon.bind(0, "127.0.0.1");
  await once(daemon, "listening");
  try {
    const measured: Overheads[] = [];
    for (let round = 1; round <= rounds; round++) {
      onProgress(`overhead, round ${round} of ${rounds}`);
      measured.push(overBare(await runChild((daemon.address() as AddressInfo).port, effort)));
    }
    return medians(measured);
  } finally {
    daemon.close();
  }
}

async function runChild(
  daemonPort: number,
  { warmUp, blocks, perBlock }: Effort,
): Promise<Record<string, StackTimes>> {
  const nowhere = openSync("/dev/null", "w");
  const child = spawn(
    process.execPath,
    ["--disable-warning=DEP0040", childFile, ...[warmUp, blocks, perBlock].map(String)],
    {
      stdio: ["ignore", nowhere, "pipe", "pipe"],
      timeout: 120_000,
      env: { PATH: process.env.PATH, ...lambda, AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemonPort}` },
    },
  );
  const [result, complaint] = [child.stdio[3], child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
    return chunks;
  });
  const [code] = await once(child, "close");
  if (code !== 0)
    throw new BenchError(
      `A stack failed: ${Buffer.concat(complaint ?? [])
        .toString()
        .slice(0, 2_000)}`,
    );
  return JSON.parse(Buffer.concat(result ?? []).toString());
}

// As the libraries look for to see that they run on Lambda.
const lambda = {
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_REGION: "us-east-1",
  LAMBDA_TASK_ROOT: "/var/task",
};

function overBare(times: Record<string, StackTimes>): Overheads {
  const { bare = { p50: 0, p99: 0 }, ...others } = times;
  return Object.fromEntries(
    Object.entries(others).map(([name, { p50, p99 }]) => [
      name,
      { p50: p50 - bare.p50, p99: p99 - bare.p99 },
    ]),
  );
}

function medians(rounds: readonly Overheads[]): Overheads {
  const names = Object.keys(rounds[0] ?? {});
  const of = (name: string, part: keyof StackTimes) =>
    median(rounds.map((round) => round[name]?.[part] ?? 0));
  return Object.fromEntries(names.map((name) => [name, { p50: of(name, "p50"), p99: of(name, "p99") }]));
}
