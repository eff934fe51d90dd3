import { throttlingError } from "./service-errors.ts";

/** The operations that can fail in part, by service. */
export const batchOperations: Readonly<Record<string, readonly string[]>> = {
  sqs: ["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"],
  dynamodb: ["BatchWriteItem", "BatchGetItem"],
};

type Input = Record<string, unknown>;

export interface PartialFailure {
  operation: string;
  input: Input;
  /** Chooses whether the next entry fails. */
  fails: () => boolean;
  /** The code of failed SQS entries. */
  code: string;
  /** Carries out what is left. */
  call: (input: Input) => unknown;
}

/**
 * Carries out a batch without the entries that fail, and names them in the reply as the service does.
 * An input that is no batch is left to the service to refuse.
 * @throws AwsError as the service answers, and its throttling error when all of a DynamoDB batch fails.
 */
export async function partialFailure(batch: PartialFailure): Promise<unknown> {
  return Array.isArray(batch.input.Entries) ? failEntries(batch) : failRequests(batch);
}

const text = "The entry failed: a fault struck it.";

async function failEntries({ input, fails, code, call }: PartialFailure): Promise<unknown> {
  const [kept, failed] = split(input.Entries as Input[], fails);
  if (failed.length === 0) return call(input);
  const output = kept.length === 0 ? {} : ((await call({ ...input, Entries: kept })) as Input);
  const named = failed.map(({ Id }) => ({ Id, Code: code, Message: text, SenderFault: false }));
  return { ...output, Failed: [...((output.Failed as unknown[] | undefined) ?? []), ...named] };
}

async function failRequests({ operation, input, fails, call }: PartialFailure): Promise<unknown> {
  const { RequestItems } = input;
  if (typeof RequestItems !== "object" || RequestItems === null) return call(input);
  const kept: Input = {};
  const failed: Input = {};
  for (const [table, request] of Object.entries(RequestItems))
    splitTable(table, request, fails, kept, failed);
  if (Object.keys(failed).length === 0) return call(input);
  if (Object.keys(kept).length === 0) throw throttlingError("dynamodb", operation);
  const output = (await call({ ...input, RequestItems: kept })) as Input;
  const member = operation === "BatchWriteItem" ? "UnprocessedItems" : "UnprocessedKeys";
  return { ...output, [member]: merge((output[member] as Input | undefined) ?? {}, failed) };
}

/** A table's requests are a list in a batch write, and `Keys` beside other members in a batch get. */
function splitTable(table: string, request: unknown, fails: () => boolean, kept: Input, failed: Input): void {
  const wrap = Array.isArray(request)
    ? (part: unknown[]): unknown => part
    : (Keys: unknown[]): unknown => ({ ...(request as Input), Keys });
  const list = Array.isArray(request) ? request : (request as Input | null)?.Keys;
  if (!Array.isArray(list)) {
    kept[table] = request;
    return;
  }
  const [keptPart, failedPart] = split(list, fails);
  if (keptPart.length > 0) kept[table] = wrap(keptPart);
  if (failedPart.length > 0) failed[table] = wrap(failedPart);
}

function merge(first: Input, second: Input): Input {
  const merged = { ...first };
  for (const [table, request] of Object.entries(second)) merged[table] = join(merged[table], request);
  return merged;
}

function join(first: unknown, second: unknown): unknown {
  if (first === undefined) return second;
  if (Array.isArray(first)) return [...first, ...(second as unknown[])];
  const { Keys } = second as { Keys: unknown[] };
  return { ...(first as Input), Keys: [...(first as { Keys: unknown[] }).Keys, ...Keys] };
}

function split<Entry>(entries: readonly Entry[], fails: () => boolean): [Entry[], Entry[]] {
  const kept: Entry[] = [];
  const failed: Entry[] = [];
  for (const entry of entries) (fails() ? failed : kept).push(entry);
  return [kept, failed];
}
