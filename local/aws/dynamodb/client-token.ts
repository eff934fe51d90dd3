import { createHash } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { type Input, optionalText } from "./shape.ts";
import type { ClientToken, Store } from "./store.ts";

/** The token under which a client may send these items again. */
export function clientToken(input: Input, items: readonly unknown[]): ClientToken | undefined {
  const token = optionalText(input, "ClientRequestToken");
  if (token === undefined) return undefined;
  return { token, digest: createHash("sha256").update(JSON.stringify(items)).digest("base64") };
}

/** Whether the transaction was done before. @throws AwsError when the token was used for another one. */
export function alreadyDone(store: Store, { token, digest }: ClientToken): boolean {
  const known = store.digestOf(token);
  if (known !== undefined && known !== digest)
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.",
    );
  return known !== undefined;
}
