import { sqsError } from "./errors.ts";

/** One statement of an access policy, as far as the service reads it. */
export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  [member: string]: unknown;
}

/** An access policy of a queue. */
export interface QueuePolicy {
  Statement: Statement[];
  [member: string]: unknown;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
const most = { bytes: 8192, statements: 20, actions: 7, principals: 50 };

/** The actions that a policy may name; permission for one covers its batch form. */
const actions = [
  "AddPermission",
  "CancelMessageMoveTask",
  "ChangeMessageVisibility",
  "CreateQueue",
  "DeleteMessage",
  "DeleteQueue",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "ListMessageMoveTasks",
  "ListQueueTags",
  "ListQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "RemovePermission",
  "SendMessage",
  "SetQueueAttributes",
  "StartMessageMoveTask",
  "TagQueue",
  "UntagQueue",
].map((name) => name.toLowerCase());

const invalidPolicy = () => sqsError("InvalidAttributeValue", "Invalid value for the parameter Policy.");
const overLimit = (message: string) => sqsError("OverLimit", message);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The error for an action that a permission cannot name; `reason` is a sentence. */
export const invalidAction = (name: string, reason: string) =>
  sqsError(
    "InvalidParameterValue",
    `Value SQS:${name} for parameter ActionName is invalid. Reason: ${reason}`,
  );

/** @throws AwsError InvalidParameterValue when SQS has no such action; `*` stands for any text. */
export function checkActionName(name: string): void {
  const known = name.includes("*") ? /^[A-Za-z*]+$/.test(name) : actions.includes(name.toLowerCase());
  if (!known) throw invalidAction(name, "Please refer to the appropriate WSDL for a list of valid actions.");
}

function checkActions(given: unknown) {
  const names = listOf(given);
  if (names.length > most.actions)
    throw overLimit(
      `${names.length} actions were found in a statement from the submitted policy, max allowed is ${most.actions}`,
    );
  for (const name of names) {
    if (typeof name !== "string" || !/^(\*|sqs:.+)$/i.test(name)) throw invalidPolicy();
    if (name !== "*") checkActionName(name.slice("sqs:".length));
  }
}

function checkPrincipals(given: unknown) {
  const names = isObject(given) ? Object.values(given).flatMap(listOf) : listOf(given);
  if (names.length === 0 || names.some((name) => typeof name !== "string")) throw invalidPolicy();
  if (names.length > most.principals)
    throw overLimit(
      `${names.length} principals were found in a statement from the submitted policy, max allowed is ${most.principals}`,
    );
}

function checkStatement(statement: unknown): Statement {
  if (!isObject(statement)) throw invalidPolicy();
  const { Effect, Action, NotAction, Principal, NotPrincipal } = statement;
  if ((Effect !== "Allow" && Effect !== "Deny") || (Action ?? NotAction) === undefined) throw invalidPolicy();
  checkPrincipals(Principal ?? NotPrincipal);
  checkActions(Action ?? NotAction);
  return { ...statement, Effect };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Falls through: text that is no JSON is refused like JSON that is no policy.
  }
  throw invalidPolicy();
}

/**
 * Reads the attribute Policy.
 * @throws AwsError InvalidAttributeValue when it is no policy, OverLimit when it is too large, InvalidParameterValue
 * for an action that SQS does not have.
 */
export function parseQueuePolicy(text: string): QueuePolicy {
  const policy = parse(text);
  if (Buffer.byteLength(text) > most.bytes) throw overLimit("Submitted policy is over max allowed size.");
  const statements = listOf(policy.Statement);
  if (statements.length === 0) throw invalidPolicy();
  if (statements.length > most.statements)
    throw overLimit(
      `${statements.length} statements were found in the submitted policy, max allowed is ${most.statements}`,
    );
  return { ...policy, Statement: statements.map(checkStatement) };
}
