/** The settings of an event source mapping from an SQS queue to a function. */
export interface MappingSettings {
  queueArn: string;
  functionName: string;
  batchSize: number;
  /** 0 to 300. */
  maximumBatchingWindowSeconds: number;
  /** 2 to 1,000; absent means that only the account and the function limit it. */
  maximumConcurrency?: number;
  reportBatchItemFailures: boolean;
  enabled: boolean;
}

/**
 * Refuses what AWS refuses.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
 * @throws Error naming the setting.
 */
export function checkMapping(settings: MappingSettings): void {
  const { queueArn, batchSize, maximumBatchingWindowSeconds: window, maximumConcurrency = 2 } = settings;
  const refuse = (reason: string) => {
    throw new Error(`The event source mapping of ${queueArn} to ${settings.functionName}: ${reason}`);
  };
  const isFifo = queueArn.endsWith(".fifo");
  const between = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!queueArn.startsWith("arn:aws:sqs:"))
    refuse("EventSourceArn is not an SQS queue; only queues are offered.");
  if (!between(batchSize, 1, isFifo ? 10 : 10_000))
    refuse(`BatchSize ${batchSize} is not between 1 and ${isFifo ? 10 : 10_000}.`);
  if (!between(window, 0, 300)) refuse(`MaximumBatchingWindowInSeconds ${window} is not between 0 and 300.`);
  if (isFifo && window > 0) refuse("a FIFO queue takes no MaximumBatchingWindowInSeconds.");
  if (batchSize > 10 && window === 0)
    refuse("a BatchSize above 10 needs MaximumBatchingWindowInSeconds of at least 1.");
  if (!between(maximumConcurrency, 2, 1000))
    refuse(`MaximumConcurrency ${maximumConcurrency} is not between 2 and 1000.`);
}
