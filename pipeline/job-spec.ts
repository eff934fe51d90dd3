import type { Cloud } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";
import type { Spec } from "#domain/spec.ts";
import { absent } from "./conditions.ts";
import { keys } from "./keys.ts";

// An item may have 400 KB; the rest is room for what a later version of the snapshot adds.
const largestPacked = 300 * 1024;

/**
 * Stores a job's snapshot unless one is there, and returns the stored one: a retried create goes on from the first.
 * @throws Failure `job-too-large` when it does not fit into one item.
 */
export async function storeSpec({ table, codec }: Cloud, jobId: string, spec: Spec): Promise<Spec> {
  const packed = codec.pack(JSON.stringify(spec));
  if (packed.length > largestPacked)
    throw new Failure(
      "job-too-large",
      `Its topics, places and profile take ${packed.length} bytes packed; at most ${largestPacked} fit: start several jobs with fewer topics or places each.`,
    );
  const written = await table.put({ ...keys.spec(jobId), packed }, absent());
  return written.applied || !written.found ? spec : unpacked(codec, written.found.packed);
}

/** Reads a job's snapshot. @throws Error when there is none: a job without one was never committed. */
export async function readSpec({ table, codec }: Cloud, jobId: string): Promise<Spec> {
  const item = await table.get(keys.spec(jobId));
  if (!item) throw new Error(`Job ${jobId} has no snapshot.`);
  return unpacked(codec, item.packed);
}

const unpacked = (codec: Cloud["codec"], packed: unknown): Spec =>
  JSON.parse(codec.unpack(packed as Uint8Array)) as Spec;

const keptSpecs = 8;

/** Reads snapshots and keeps the last few: they never change, and a worker meets the same ones again and again. */
export function specReader(cloud: Cloud): (jobId: string) => Promise<Spec> {
  const kept = new Map<string, Promise<Spec>>();
  return (jobId) => {
    const known = kept.get(jobId);
    if (known) return known;
    const reading = readSpec(cloud, jobId);
    reading.catch(() => kept.delete(jobId));
    kept.set(jobId, reading);
    const [oldest] = kept.keys();
    if (kept.size > keptSpecs && oldest) kept.delete(oldest);
    return reading;
  };
}
