import { describe, expect, test } from "@jest/globals";
import { chunkCount, chunkOf, chunkSize, pagesOfChunk } from "#domain/chunk.ts";

/** What is wrong with how a job of `pages` pages is cut, if anything. */
function problemOf(pages: number): string | undefined {
  const chunks = chunkCount(pages);
  const seen = new Uint8Array(pages + 1);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const numbers = pagesOfChunk(chunk, chunks, pages);
    if (numbers.length !== chunkSize(chunk, chunks, pages)) return `${pages}: size of chunk ${chunk}`;
    for (const n of numbers) {
      if (n < 1 || n > pages || n % 1 !== 0) return `${pages}: chunk ${chunk} has a page ${n}`;
      if (seen[n]) return `${pages}: page ${n} is in two chunks`;
      if (chunkOf(n, chunks) !== chunk) return `${pages}: page ${n} belongs to another chunk than ${chunk}`;
      seen[n] = 1;
    }
  }
  const missing = seen.indexOf(0, 1);
  return missing === -1 ? undefined : `${pages}: page ${missing} is in no chunk`;
}

const large = [10_000, 65_536, 99_999, 100_000, 102_400];

describe("the chunks of a job", () => {
  test("hold each page once, for every size up to 3,000 pages", () => {
    const problems = Array.from({ length: 3000 }, (_, index) => problemOf(index + 1)).filter(Boolean);
    expect(problems).toEqual([]);
  });

  test.each(large)("hold each page of %i once", (pages) => {
    expect(problemOf(pages)).toBeUndefined();
  });

  test("are one a page up to 8, then 8, and more from 2,049 pages on", () => {
    expect([1, 5, 8, 9, 2048, 2049, 2304, 2305].map(chunkCount)).toEqual([1, 5, 8, 8, 8, 9, 9, 10]);
  });

  test("are never more than 400", () => {
    expect([102_400, 102_401, 1_000_000].map(chunkCount)).toEqual([400, 400, 400]);
  });

  test("hold at most 256 pages, up to 102,400 pages", () => {
    const fullest = (pages: number) => {
      const chunks = chunkCount(pages);
      return Math.max(...Array.from({ length: chunks }, (_, chunk) => chunkSize(chunk, chunks, pages)));
    };
    const tooFull = Array.from({ length: 102_400 }, (_, index) => index + 1)
      .filter((pages) => pages % 97 === 0 || pages % 256 < 2)
      .filter((pages) => fullest(pages) > 256);
    expect(tooFull).toEqual([]);
    expect(fullest(102_400)).toBe(256);
  });

  test("differ by one page at most", () => {
    const sizes = Array.from({ length: 8 }, (_, chunk) => chunkSize(chunk, 8, 1734));
    expect(Math.max(...sizes) - Math.min(...sizes)).toBe(1);
  });

  test("of a job without pages are none", () => {
    expect(chunkCount(0)).toBe(0);
  });
});

test("the pages of a chunk stand in order, interleaved", () => {
  expect(pagesOfChunk(0, 3, 10)).toEqual([3, 6, 9]);
  expect(pagesOfChunk(1, 3, 10)).toEqual([1, 4, 7, 10]);
  expect(pagesOfChunk(2, 3, 10)).toEqual([2, 5, 8]);
});
