import type { Difference } from "./render-differences.ts";
import type { Call, Exchange, Reply } from "./sqs-peers.ts";

/** A difference that is accepted. */
export interface SqsDifference extends Difference {
  /** Whether an exchange whose replies differ shows it. */
  shows(exchange: Exchange): boolean;
  /** The other's reply without it; absent when the replies, and from then on the queues, have little in common. */
  without?(exchange: Exchange): Reply;
  /** Generated calls never show it, so that it must not explain what they show. */
  isOnlyInExample?: true;
  /** Calls the last of which shows it, and no other; they need no queue to be there. */
  example: Call[];
}

/** The page of an operation or a type in the API reference. */
export const api = (operation: string) =>
  `https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_${operation}.html`;
/** A page of the developer guide. */
export const guide = (page: string) =>
  `https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/${page}.html`;
