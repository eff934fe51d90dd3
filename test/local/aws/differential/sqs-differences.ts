import { api, type SqsDifference } from "./sqs-difference.ts";
import { bury, call, create, dead } from "./sqs-example-calls.ts";
import { arnOf, urlOf } from "./sqs-names.ts";
import { queueDifferences } from "./sqs-queue-differences.ts";
import { receiveDifferences } from "./sqs-receive-differences.ts";
import { isEmpty, withBody } from "./sqs-replies.ts";
import { sendDifferences } from "./sqs-send-differences.ts";

const emptyMembers: SqsDifference = {
  id: "empty-members",
  what: "An empty list or map in a reply, such as `Failed` or `Tags`",
  ours: "left out",
  theirs: "`[]` or `{}`",
  why: "Recent recordings against AWS leave them out; older ones had `[]`.",
  document: api("SendMessageBatch"),
  shows: ({ theirs }) => Object.values(theirs.body).some(isEmpty),
  without: ({ theirs }) =>
    withBody(theirs, (body) =>
      Object.fromEntries(Object.entries(body).filter(([, value]) => !isEmpty(value))),
    ),
  example: [create(), call("ListQueueTags")],
};

const offered = (operation: string, what: string, input: Record<string, unknown>): SqsDifference => ({
  id: `offers-${operation}`,
  what: `${operation}: ${what}`,
  ours: "offered",
  theirs: "`InvalidAction`",
  why: "It is part of the API.",
  document: api(operation),
  shows: (exchange) => exchange.operation === operation && exchange.theirs.error === "InvalidAction",
  isOnlyInExample: true,
  example: [...bury, call(operation, input)],
});

/** Operations that the other does not have. */
const operations: SqsDifference[] = [
  offered("AddPermission", "a statement in the queue's policy", {
    Label: "theirs",
    AWSAccountIds: ["111122223333"],
    Actions: ["SendMessage"],
  }),
  offered("RemovePermission", "the end of one", { Label: "none" }),
  offered("ListDeadLetterSourceQueues", "the sources of a dead-letter queue", { QueueUrl: urlOf(dead) }),
  offered("StartMessageMoveTask", "messages go back from a dead-letter queue", { SourceArn: arnOf(dead) }),
  offered("ListMessageMoveTasks", "what became of them", { SourceArn: arnOf(dead) }),
  offered("CancelMessageMoveTask", "the end of a task", { TaskHandle: "none" }),
];

/** All differences that are accepted; the first that shows in an exchange is taken first. */
export const sqsDifferences: readonly SqsDifference[] = [
  ...operations,
  emptyMembers,
  ...receiveDifferences,
  ...sendDifferences,
  ...queueDifferences,
];
