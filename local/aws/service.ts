import type { Clock } from "./clock.ts";
import type { LargeValue } from "./journal/large-value.ts";
import type { Journal, JournalRecord } from "./journal.ts";

/** What every service engine is made with. */
export interface ServiceOptions {
  clock: Clock;
  journal: Journal;
  region: string;
  accountId: string;
  /** The URL under which clients reach the stand-in, for queue URLs; asked each time, as the port is known late. */
  baseUrl: () => string;
}

/** One AWS service as an engine: operations with the wire's own input and output shapes, and no HTTP in it. */
export interface Service {
  readonly name: string;
  /** The part of `X-Amz-Target` before the dot, such as `DynamoDB_20120810`. */
  readonly target: string;
  /** `1.0` or `1.1`: the number in the content type `application/x-amz-json-…`. */
  readonly jsonVersion: "1.0" | "1.1";
  /** Puts before the error name in `__type`, such as `com.amazonaws.dynamodb.v20120810#`. */
  readonly errorPrefix: string;
  /** The names of the operations that are implemented. */
  readonly operations: readonly string[];
  /**
   * Carries out one operation. `signal` aborts when the caller hangs up, so that a long poll ends.
   * @throws AwsError as the service would answer.
   */
  call(operation: string, input: Record<string, unknown>, signal?: AbortSignal): unknown | Promise<unknown>;
  /** Applies one of its own journal changes again, at start-up; `values` are those that the change names. */
  replay(change: unknown, at: number, values?: readonly LargeValue[]): void;
  /**
   * Changes that bring a fresh engine to the state of this one, no more of them than it takes. Absent in a service that
   * keeps nothing.
   */
  snapshot?(): Iterable<Omit<JournalRecord, "service">>;
}
