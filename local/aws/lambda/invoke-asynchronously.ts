import type { InvokeResult } from "../lambda.ts";

/** How an asynchronous invocation goes on after a failure. */
export interface Retries {
  /** Runs `again` so many milliseconds later. */
  later(milliseconds: number, again: () => void): void;
  /** 2 when absent. */
  maximumRetryAttempts?: number;
}

/**
 * Invokes a function without waiting for it: one that fails is tried again, one and then two minutes later.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export async function invokeAsynchronously(
  invoke: () => Promise<InvokeResult>,
  { later, maximumRetryAttempts = 2 }: Retries,
  retries = 0,
): Promise<void> {
  const failed = await invoke().then(
    ({ error }) => error !== undefined,
    () => true,
  );
  if (!failed || retries >= maximumRetryAttempts) return;
  const again = () => void invokeAsynchronously(invoke, { later, maximumRetryAttempts }, retries + 1);
  later((retries + 1) * 60_000, again);
}
