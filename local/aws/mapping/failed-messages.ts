/**
 * The ids of the messages that a function reports as failed; undefined when the whole batch counts as failed,
 * because the report is malformed or names a message that is not in the batch.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessages(answer: unknown, ids: ReadonlySet<string>): Set<string> | undefined {
  if (answer === null || answer === undefined) return new Set();
  if (typeof answer !== "object" || Array.isArray(answer)) return undefined;
  const { batchItemFailures = null } = answer as { batchItemFailures?: unknown };
  if (batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) return undefined;
  const reported = batchItemFailures.map(identifier);
  return reported.every((id) => id !== undefined && ids.has(id)) ? new Set(reported as string[]) : undefined;
}

function identifier(failure: unknown): string | undefined {
  const id =
    typeof failure === "object" && failure !== null && "itemIdentifier" in failure && failure.itemIdentifier;
  return typeof id === "string" ? id : undefined;
}
