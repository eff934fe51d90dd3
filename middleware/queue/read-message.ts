import { parseJson } from "../http/json.ts";
import { Problem, type ProblemDetail } from "../http/problem-error.ts";
import { type Checked, isPromise } from "../schema/check.ts";
import { checkOf } from "../schema/check-of.ts";
import { errorLimit } from "../schema/invalid.ts";
import type { QueueRecord } from "./queue-event.ts";

/** Reads a record's message; a promise comes back only where its schema has something to wait for. */
export type ReadMessage = (record: QueueRecord) => unknown;

/**
 * Makes the reader of messages: JSON that fits the schema. What is malformed fails each time it is delivered, so that
 * it ends in the dead-letter queue; the handler never sees it.
 */
export function messageReader(schema: unknown): ReadMessage {
  if (schema === undefined) return parsed;
  const check = checkOf(schema, { owner: "queue", option: "message", root: "/message", source: "json" });
  return (record) => {
    const checked = check(parsed(record));
    return isPromise(checked) ? checked.then(accepted) : accepted(checked);
  };
}

function parsed({ body }: QueueRecord): unknown {
  try {
    return parseJson(String(body), "/message");
  } catch (error) {
    throw invalidMessage("The message cannot be read", error instanceof Problem ? error.errors : undefined);
  }
}

function accepted({ value, errors }: Checked): unknown {
  if (errors !== undefined) throw invalidMessage("The message does not fit its schema", errors);
  return value;
}

function invalidMessage(title: string, errors: readonly ProblemDetail[] = []): Problem {
  return new Problem("invalid-message", { status: 422, title, errors: errors.slice(0, errorLimit) });
}
