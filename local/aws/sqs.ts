import type { Service, ServiceOptions } from "./service.ts";
import { apply, idsUsed, tasksStarted } from "./sqs/apply.ts";
import { type Depth, depths } from "./sqs/depths.ts";
import { takeChange } from "./sqs/kept-change.ts";
import { createLongPolls } from "./sqs/long-polls.ts";
import { createMoveRunner } from "./sqs/move-runner.ts";
import { createOperations } from "./sqs/operations.ts";
import { snapshot } from "./sqs/snapshot.ts";
import { createStore, queueByArn, urlOf } from "./sqs/store.ts";

/** The SQS engine: the wire's operations, and what the rest of the stand-in needs of it in-process. */
export interface Sqs extends Service {
  queueByArn(arn: string): { name: string; url: string; arn: string } | undefined;
  /** What stands in each queue now; times are in milliseconds since the epoch. */
  depths(): Depth[];
}

/**
 * Amazon SQS with standard and FIFO queues, in memory.
 * Running message move tasks of a replayed journal go on once the clock moves.
 */
export function createSqs(options: ServiceOptions): Sqs {
  const store = createStore(options);
  const polls = createLongPolls(options.clock);
  const runner = createMoveRunner(store);
  store.onChange = polls.changed;
  const operations = createOperations(store, polls, runner);
  return {
    name: "sqs",
    target: "AmazonSQS",
    jsonVersion: "1.0",
    errorPrefix: "com.amazonaws.sqs#",
    operations: Object.keys(operations),
    call: (operation, input, signal) => operations[operation]?.(input, signal),
    replay(kept, at, values) {
      const change = takeChange(kept, values);
      store.ids.skip(idsUsed(change));
      apply(store, change, at);
      for (const taskId of tasksStarted(change)) runner.run(taskId);
    },
    snapshot: () => snapshot(store),
    queueByArn(arn) {
      const queue = queueByArn(store, arn);
      return queue && { name: queue.name, url: urlOf(store, queue.name), arn };
    },
    depths: () => depths(store),
  };
}
