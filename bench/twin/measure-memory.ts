import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError, type BenchReport, type Figure, figure } from "../figure.ts";
import { hostServers } from "./host-servers.ts";
import { type LoadOptions, load } from "./load.ts";
import type { PeerService } from "./prepare-request.ts";
import type { ServerOptions, Usage } from "./server-child.ts";

/** What the servers are filled with, and how long that may take. */
export interface MemoryOptions extends LoadOptions {
  /** The deadline of a rival, in seconds a service. */
  rivalDeadline: number;
  onProgress(line: string): void;
}

type Memory = Pick<Usage, "rss" | "peakRss">;

const everything: PeerService[] = ["dynamodb", "sqs"];

/**
 * How much memory a server's process has after it was filled with items and messages over the wire: ours in memory, ours
 * with its journal on disk, and the two rivals, which are added up.
 * @throws BenchError when ours loses something or answers wrongly; the rivals' failure is a note.
 */
export async function measureMemory(options: MemoryOptions): Promise<BenchReport> {
  const ours = await fill({ name: "ours" }, everything, options);
  const onDisk = await withFolder((directory) => fill({ name: "ours", directory }, everything, options));
  const rivals = await fillRivals({ ...options, deadline: options.rivalDeadline }).catch(failureOf);
  const rival = rivals instanceof BenchError ? undefined : rivals;
  const note = rivals instanceof BenchError ? [`The peers' memory is missing: ${rivals.message}`] : [];
  return { figures: figuresOf(ours, onDisk, rival), notes: note };
}

function figuresOf(ours: Memory, onDisk: Memory, rival: Memory | undefined): Figure[] {
  const megabytes = (bytes: number) => bytes / 2 ** 20;
  const of = (metric: string, own: number, other?: number) =>
    figure("queue", metric, "MB", megabytes(own), other === undefined ? undefined : megabytes(other));
  return [
    of("twin_memory", ours.rss, rival?.rss),
    of("twin_memory_peak", ours.peakRss, rival?.peakRss),
    of("twin_memory_with_journal", onDisk.rss),
    of("twin_memory_with_journal_peak", onDisk.peakRss),
  ];
}

async function fill(
  server: ServerOptions,
  services: readonly PeerService[],
  options: MemoryOptions,
): Promise<Memory> {
  const label = server.directory ? `${server.name} with a journal` : server.name;
  return hostServers(async (host) => {
    const { port, usage } = await host(server);
    for (const service of services) {
      const seconds = await load[service](port, options);
      options.onProgress(`memory: filled ${service} of ${label} in ${seconds.toFixed(1)} s`);
    }
    const used = await usage();
    options.onProgress(`memory: ${label} has ${(used.rss / 2 ** 20).toFixed(0)} MB`);
    return used;
  });
}

/** Both at once, as their memory does not depend on how fast they get on. */
async function fillRivals(options: MemoryOptions): Promise<Memory> {
  const settled = await Promise.allSettled([
    fill({ name: "dynalite" }, ["dynamodb"], options),
    fill({ name: "fauxqs" }, ["sqs"], options),
  ]);
  const sum = { rss: 0, peakRss: 0 };
  for (const result of settled) {
    if (result.status === "rejected") throw result.reason;
    sum.rss += result.value.rss;
    sum.peakRss += result.value.peakRss;
  }
  return sum;
}

const failureOf = (reason: unknown) =>
  reason instanceof BenchError
    ? reason
    : new BenchError(reason instanceof Error ? reason.message : String(reason));

async function withFolder<Result>(use: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), "marketbrewer-bench-"));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
