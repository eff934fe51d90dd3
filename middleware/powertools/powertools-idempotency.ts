import type { IdempotencyBackend } from "../idempotency/idempotency-backend.ts";
import { leanIdempotency } from "../idempotency/lean-idempotency.ts";

/** Powertools' part in this. */
export const powertoolsIdempotency: IdempotencyBackend = leanIdempotency;
