import { type Input, stringList } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import type { Queue } from "./queue.ts";
import { checkActionName, invalidAction, parseQueuePolicy, type QueuePolicy } from "./queue-policy.ts";
import { requiredString } from "./required-string.ts";
import { addressedQueue, type Store } from "./store.ts";

// They cannot be granted across accounts:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-customer-managed-policy-examples.html
const ownerOnly = [
  "AddPermission",
  "CancelMessageMoveTask",
  "CreateQueue",
  "DeleteQueue",
  "ListMessageMoveTasks",
  "ListQueues",
  "ListQueueTags",
  "RemovePermission",
  "SetQueueAttributes",
  "StartMessageMoveTask",
  "TagQueue",
  "UntagQueue",
];

const policyOf = ({ arn, attributes: { Policy } }: Queue): QueuePolicy =>
  Policy ? parseQueuePolicy(Policy) : { Version: "2008-10-17", Id: `${arn}/SQSDefaultPolicy`, Statement: [] };

const setPolicy = (store: Store, queue: Queue, policy: QueuePolicy, at: number) => {
  const { Policy: _, ...others } = queue.attributes;
  const Policy = JSON.stringify(policy);
  // Adding may outgrow what a policy may hold.
  if (policy.Statement.length > 0) parseQueuePolicy(Policy);
  const attributes = policy.Statement.length > 0 ? { ...others, Policy } : others;
  commit(store, { kind: "setAttributes", queue: queue.name, attributes }, at);
};

function readLabel(input: Input): string {
  const label = requiredString(input, "Label");
  if (/^[\w-]{1,80}$/.test(label)) return label;
  throw invalidParameter(
    "Label",
    label,
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}

function readPrincipals(input: Input): string[] {
  const accounts = stringList(input, "AWSAccountIds");
  if (accounts.length === 0) throw missingParameter("AWSAccountIds");
  const wrong = accounts.filter((account) => !/^\d{12}$/.test(account));
  if (wrong.length > 0) throw invalidParameter("PrincipalId", `[${wrong.join(", ")}]`, "Unable to verify.");
  return accounts.map((account) => `arn:aws:iam::${account}:root`);
}

function readActions(input: Input): string[] {
  const names = stringList(input, "Actions");
  if (names.length === 0) throw missingParameter("Actions");
  for (const name of names) {
    checkActionName(name);
    if (ownerOnly.includes(name))
      throw invalidAction(name, "Only the queue owner is allowed to invoke this action.");
  }
  return names.map((name) => `SQS:${name}`);
}

const oneOrMany = (values: string[]) => (values.length === 1 ? values[0] : values);

/** The operation AddPermission: one more statement in the queue's policy. */
export function addPermission(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const label = readLabel(input);
  const principals = readPrincipals(input);
  const actions = readActions(input);
  const policy = policyOf(queue);
  if (policy.Statement.some(({ Sid }) => Sid === label))
    throw invalidParameter("Label", label, "Already exists.");
  const statement = {
    Sid: label,
    Effect: "Allow" as const,
    Principal: { AWS: oneOrMany(principals) },
    Action: oneOrMany(actions),
    Resource: queue.arn,
  };
  setPolicy(store, queue, { ...policy, Statement: [...policy.Statement, statement] }, at);
}

/** The operation RemovePermission: the policy goes with its last statement. */
export function removePermission(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const label = requiredString(input, "Label");
  const policy = policyOf(queue);
  const rest = policy.Statement.filter(({ Sid }) => Sid !== label);
  if (rest.length === policy.Statement.length) throw invalidParameter("Label", label, "can't find label.");
  setPolicy(store, queue, { ...policy, Statement: rest }, at);
}
