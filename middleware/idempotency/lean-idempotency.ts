import type { IdempotencyBackend } from "./idempotency-backend.ts";

/** The key path of this package itself. */
export const leanIdempotency: IdempotencyBackend = {
  run: async (_call, work) => ({ result: await work(), replayed: false }),
};
