import { checkOptions, requireOption } from "../options.ts";
import type { WhenStoreFails } from "./idempotency-backend.ts";
import type { IdempotencyStore } from "./idempotency-store.ts";

/** What idempotency of HTTP routes and of queues have in common. */
export interface StoreOptions {
  /** Where keys and results are kept; by default in this container's memory, which other containers do not see. */
  store?: IdempotencyStore;
  /** How long a result is replayed; by default 86,400 seconds. */
  ttlSeconds?: number;
  /**
   * How long work that never ended keeps others out, in seconds; by default one second more than the invocation has
   * left, and 60 seconds where nobody knows that.
   */
  lockSeconds?: number;
  /** Without the store a call is refused (503, the default), or runs without protection. */
  whenStoreFails?: WhenStoreFails;
}

/** The names of these options. */
export const storeOptionNames: readonly string[] = ["store", "ttlSeconds", "lockSeconds", "whenStoreFails"];

/** @throws Error on an unknown option or one with a value that makes no sense. */
export function checkStoreOptions(owner: string, options: StoreOptions, known: readonly string[]): void {
  const { store, ttlSeconds = 1, lockSeconds = 1, whenStoreFails = "refuse" } = options;
  const require = (holds: boolean, reason: string) => requireOption(holds, owner, `idempotent.${reason}`);
  checkOptions(owner, options, [...storeOptionNames, ...known], "idempotent.");
  require(store === undefined ||
    typeof store?.begin === "function", "store must be a store such as memoryStore() or dynamoDbStore({…}).");
  require(ttlSeconds > 0 && ttlSeconds < Infinity, "ttlSeconds must be a number above 0.");
  require(lockSeconds > 0 && lockSeconds < Infinity, "lockSeconds must be a number above 0.");
  require(whenStoreFails === "refuse" ||
    whenStoreFails === "run", `whenStoreFails cannot be "${whenStoreFails}"; use refuse or run.`);
}
