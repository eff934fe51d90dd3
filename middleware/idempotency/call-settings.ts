import type { ResolvedPorts } from "../ports.ts";
import type { IdempotentCall } from "./idempotency-backend.ts";
import { memoryStore } from "./memory-store.ts";
import type { StoreOptions } from "./store-options.ts";

/** What of a call is the same at every request, and what names it. */
export interface CallSettings extends Pick<IdempotentCall, "store" | "ttlMs" | "whenStoreFails"> {
  /** Makes the token of a call. */
  readonly newToken: () => string;
}

const defaultTtlSeconds = 86_400;
const defaultLockMs = 60_000;
const lockMarginMs = 1_000;

/** Fills in the defaults. */
export function callSettings(options: StoreOptions, { spanId }: ResolvedPorts): CallSettings {
  const { store = memoryStore(), ttlSeconds = defaultTtlSeconds, whenStoreFails = "refuse" } = options;
  // Random once a stack and counted from there on: no other container or stack makes the same.
  const prefix = spanId();
  let calls = 0;
  return { store, ttlMs: ttlSeconds * 1_000, whenStoreFails, newToken: () => `${prefix}-${++calls}` };
}

/** How long a call may hold its key: until after the end of its invocation, as nobody else can tell whether it lives. */
export function lockMsOf({ lockSeconds }: StoreOptions, remainingMs: number | undefined): number {
  if (lockSeconds !== undefined) return lockSeconds * 1_000;
  const known = remainingMs !== undefined && remainingMs < Infinity;
  return known ? Math.max(0, remainingMs) + lockMarginMs : defaultLockMs;
}
