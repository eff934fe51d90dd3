import type { IdempotencyBackend } from "../idempotency/idempotency-backend.ts";
import { leanIdempotency } from "../idempotency/lean-idempotency.ts";

/** Loads Powertools' Idempotency. */
export async function loadPowertoolsIdempotency(): Promise<IdempotencyBackend> {
  try {
    const { powertoolsIdempotency } = await import("./powertools-idempotency.ts");
    return powertoolsIdempotency;
  } catch {
    // A bundle may have left the library out, and whoever asked for one effect shall get one.
    return leanIdempotency;
  }
}
