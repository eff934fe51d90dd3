import { runInSegment, runningSegment } from "./running-span.ts";
import type { AnnotationValue, Segment } from "./segment.ts";

/** What work inside of a span can tell of itself. */
export interface Span {
  /** Adds an indexed value, where the work is traced. */
  annotate(name: string, value: AnnotationValue): void;
}

/** Runs `work` inside of a span of the running trace; where nothing is traced it just runs it. */
export type RunSpan = <T>(name: string, work: (span: Span) => T) => T;

const untraced: Span = { annotate() {} };

/** Runs `work` inside of a span below the one that runs now; an error is marked on the span and thrown on. */
export const span: RunSpan = (name, work) => {
  const parent = runningSegment();
  return parent === undefined ? work(untraced) : inSegment(parent.child(name), work);
};

/** Runs `work` inside of a span that has begun, and ends it with what comes of it. */
export function inSegment<T>(segment: Segment, work: (segment: Segment) => T): T {
  try {
    return ending(
      segment,
      runInSegment(segment, () => work(segment)),
    );
  } catch (error) {
    segment.fail(error);
    segment.end();
    throw error;
  }
}

function ending<T>(segment: Segment, result: T): T {
  if (!isThenable(result)) {
    segment.end();
    return result;
  }
  const ended = result.then(
    (value) => {
      segment.end();
      return value;
    },
    (error: unknown) => {
      segment.fail(error);
      segment.end();
      throw error;
    },
  );
  return ended as T;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
