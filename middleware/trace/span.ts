import { runningState } from "../state.ts";

/** Runs `work` inside of a span of the running trace; where nothing is traced it just runs it. */
export type RunSpan = <T>(name: string, work: () => T) => T;

/** Runs `work` inside of a span below the one that runs now; an error is marked on the span and thrown on. */
export const span: RunSpan = (name, work) => {
  const parent = runningState()?.segment;
  if (parent === undefined) return work();
  const segment = parent.child(name);
  try {
    return ending(segment, work());
  } catch (error) {
    segment.fail(error);
    segment.end();
    throw error;
  }
};

function ending<T>(segment: { fail(error: unknown): void; end(): void }, result: T): T {
  if (!(result instanceof Promise)) {
    segment.end();
    return result;
  }
  const failed = (error: unknown) => {
    segment.fail(error);
    throw error;
  };
  return result.catch(failed).finally(() => segment.end()) as T;
}
