import type { IdempotencyBackend } from "./idempotency-backend.ts";

/** Loads the key path of this package itself. */
export async function loadLeanIdempotency(): Promise<IdempotencyBackend> {
  const { leanIdempotency } = await import("./lean-idempotency.ts");
  return leanIdempotency;
}
