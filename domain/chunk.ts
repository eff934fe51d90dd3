const pagesPerChunk = 256;
const fewest = 8;
const most = 400;

/** Into how many chunks a job of `pages` pages is cut, so that no partition gets hot and no set grows long. */
export const chunkCount = (pages: number) =>
  Math.min(pages, Math.max(fewest, Math.min(most, Math.ceil(pages / pagesPerChunk))));

/** The chunk of page `n`: interleaved, so that a job's front moves through all partitions at once. */
export const chunkOf = (n: number, chunks: number) => n % chunks;

/** How many of the pages 1 to `pages` fall into chunk `chunk`. */
export const chunkSize = (chunk: number, chunks: number, pages: number) =>
  Math.floor((pages - chunk) / chunks) + (chunk === 0 ? 0 : 1);

/** The page numbers of a chunk, in order. */
export function pagesOfChunk(chunk: number, chunks: number, pages: number): number[] {
  const first = chunk === 0 ? chunks : chunk;
  return Array.from({ length: chunkSize(chunk, chunks, pages) }, (_, index) => first + index * chunks);
}
