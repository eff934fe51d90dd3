import type { Cloud, Item } from "#cloud/cloud.ts";
import type { ChunkProgress } from "#domain/progress.ts";
import type { JobMeta } from "./job-meta.ts";
import { keys } from "./keys.ts";

const none: ReadonlySet<number> = new Set();

/** The progress that an item of a chunk holds; a chunk without one has not ended a page. */
export const chunkProgress = (chunk: number, item: Item | undefined): ChunkProgress => ({
  chunk,
  done: (item?.done as ReadonlySet<number> | undefined) ?? none,
  failed: (item?.failed as ReadonlySet<number> | undefined) ?? none,
  costMicroUsd: (item?.costMicroUsd as number | undefined) ?? 0,
});

/** Reads the progress of every chunk of a job: one item each, of bounded size. */
export async function readProgress(
  { table }: Cloud,
  { id, chunks }: Pick<JobMeta, "id" | "chunks">,
): Promise<ChunkProgress[]> {
  const numbers = Array.from({ length: chunks }, (_, chunk) => chunk);
  const items = await table.getMany(numbers.map((chunk) => keys.progress(id, chunk)));
  const byPartition = new Map(items.map((item) => [item.pk, item]));
  return numbers.map((chunk) => chunkProgress(chunk, byPartition.get(keys.progress(id, chunk).pk)));
}
