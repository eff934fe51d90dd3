import { chunkCount } from "#domain/chunk.ts";

/** What the least of a job follows from. */
export interface JobSize {
  pages: number;
  /** Execution environments that write pages. */
  environments: number;
}

const pagesPerBlock = 250;
const messagesPerSend = 10;
const messagesPerReceive = 5;

const blocksOf = (pages: number) => Math.ceil(pages / pagesPerBlock);
const batchesOf = (pages: number) => Math.ceil(pages / messagesPerReceive);
const sum = (terms: Readonly<Record<string, number>>) =>
  Object.values(terms).reduce((total, term) => total + term, 0);

/**
 * The least write units that the design allows from dispatch to completion, by term. An item of up to 1 KB takes one.
 * @param stored the units that contents and progress take as their sizes demand.
 */
export function leastWriteUnits({ pages }: JobSize, stored: { content: number; progress: number }): number {
  return sum({
    claim: pages,
    content: stored.content,
    done: pages,
    progress: stored.progress,
    cursor: blocksOf(pages),
    chunkFull: chunkCount(pages),
    completed: 1,
    dispatchedAndCompletedEvents: 2,
    openMarker: 1,
  });
}

/** The least DynamoDB requests that the design allows from dispatch to completion, by term. */
export function leastTableRequests({ pages, environments }: JobSize): number {
  return sum({
    claim: pages,
    content: pages,
    done: pages,
    progress: pages,
    metaOncePerBatch: batchesOf(pages),
    specOncePerEnvironment: environments,
    metaOfDispatch: 1,
    cursor: blocksOf(pages),
    chunkFull: chunkCount(pages),
    progressOfAllChunks: 1,
    completed: 1,
    dispatchedAndCompletedEvents: 2,
    openMarker: 1,
  });
}

/** The least SQS requests from dispatch to completion: sends of ten, receives and deletes of five, by term. */
export function leastQueueRequests({ pages }: JobSize): number {
  const lastBlock = pages % pagesPerBlock;
  const fullBlocks = Math.floor(pages / pagesPerBlock);
  return sum({
    send: fullBlocks * Math.ceil(pagesPerBlock / messagesPerSend) + Math.ceil(lastBlock / messagesPerSend),
    receive: batchesOf(pages),
    delete: batchesOf(pages),
    receiveAndDeleteOfDispatch: 2,
  });
}
