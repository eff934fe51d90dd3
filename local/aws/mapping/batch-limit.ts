/** How many batches of one mapping may be in flight at once. */
export interface BatchLimit {
  current(): number;
  /** False once nothing more can be added. */
  canGrow(): boolean;
  /** Adds a second's worth of batches. */
  grow(): void;
  /** The queue was found empty: begin anew. */
  reset(): void;
}

const startingBatches = 5;
const addedPerSecond = 300 / 60;

/**
 * Scaling of an SQS mapping: five batches at first, and up to 300 more a minute while all are in use.
 * @param most the number that nothing may exceed.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export function createBatchLimit(most: number): BatchLimit {
  let limit = startingBatches;
  return {
    current: () => Math.min(most, limit),
    canGrow: () => limit < most,
    grow() {
      limit += addedPerSecond;
    },
    reset() {
      limit = startingBatches;
    },
  };
}
