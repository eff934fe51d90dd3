import { describe, expect, test } from "@jest/globals";
import { pagesOfChunk } from "#domain/chunk.ts";
import { type ChunkProgress, isFull, totalProgress } from "#domain/progress.ts";

const ended = (chunk: number, done: number[], failed: number[] = []): ChunkProgress => ({
  chunk,
  done: new Set(done),
  failed: new Set(failed),
  costMicroUsd: 0,
});

describe("a chunk is full", () => {
  test("when each of its pages is done or has failed", () => {
    expect(isFull(ended(1, [1, 4, 7, 10]), 3, 10)).toBe(true);
    expect(isFull(ended(1, [1, 4], [7, 10]), 3, 10)).toBe(true);
    expect(isFull(ended(0, [], [3, 6, 9]), 3, 10)).toBe(true);
  });

  test("not while one is missing", () => {
    expect(isFull(ended(1, [1, 4], [7]), 3, 10)).toBe(false);
    expect(isFull(ended(1, []), 3, 10)).toBe(false);
  });

  test("for every chunk of a large job, with its last page only", () => {
    for (const chunk of [0, 1, 200, 390]) {
      const pages = pagesOfChunk(chunk, 391, 100_000);
      expect(isFull(ended(chunk, pages.slice(1)), 391, 100_000)).toBe(false);
      expect(isFull(ended(chunk, pages), 391, 100_000)).toBe(true);
    }
  });
});

describe("the progress of a job", () => {
  test("is the sum of its chunks, and what is left is pending", () => {
    const chunks = [ended(0, [3, 6], [9]), ended(1, [1]), ended(2, [], [2])];
    expect(totalProgress(chunks, 10, 8)).toEqual({
      total: 10,
      done: 3,
      failed: 2,
      pending: 5,
      dispatched: 8,
    });
  });

  test("is all pending before the first page ends", () => {
    expect(totalProgress([], 10, 0)).toEqual({ total: 10, done: 0, failed: 0, pending: 10, dispatched: 0 });
  });

  test("has nothing pending at the end", () => {
    const chunks = [0, 1, 2].map((chunk) => ended(chunk, pagesOfChunk(chunk, 3, 10)));
    expect(totalProgress(chunks, 10, 10)).toMatchObject({ done: 10, failed: 0, pending: 0 });
  });
});
