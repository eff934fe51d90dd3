import type { ProblemDetail } from "../http/problem-error.ts";

/** A value that fits, as the schema made it, or why it does not. */
export interface Checked {
  readonly value?: unknown;
  readonly errors?: readonly ProblemDetail[];
}

/** Holds a value against its schema; a promise comes back only where the schema has something to wait for. */
export type Check = (value: unknown) => Checked | Promise<Checked>;

/** Whether something is a promise, whichever realm made it. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value;
}
