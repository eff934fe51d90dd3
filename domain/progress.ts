import { chunkSize } from "./chunk.ts";
import type { Progress } from "./schema/job.ts";

/** The ended pages of one chunk in the current run. */
export interface ChunkProgress {
  chunk: number;
  done: ReadonlySet<number>;
  failed: ReadonlySet<number>;
  costMicroUsd: number;
}

/** Whether every page of the chunk has ended. */
export const isFull = ({ chunk, done, failed }: ChunkProgress, chunks: number, pages: number) =>
  done.size + failed.size >= chunkSize(chunk, chunks, pages);

/** Adds the chunks of a job up. */
export function totalProgress(chunks: readonly ChunkProgress[], total: number, dispatched: number): Progress {
  const done = chunks.reduce((sum, chunk) => sum + chunk.done.size, 0);
  const failed = chunks.reduce((sum, chunk) => sum + chunk.failed.size, 0);
  return { total, done, failed, pending: total - done - failed, dispatched };
}
