import type { Clock } from "../clock.ts";

/** Answers that are kept for a while. */
export interface AnswerCache<Answer> {
  get(key: string): Answer | undefined;
  set(key: string, answer: Answer): void;
}

/** When so many are kept, those that have expired go; when none has, all go. */
const mostKept = 10_000;

/** Keeps answers for so many seconds of a clock; for none, it keeps nothing. */
export function createAnswerCache<Answer>(clock: Clock, ttlSeconds: number): AnswerCache<Answer> {
  const kept = new Map<string, { answer: Answer; until: number }>();
  function makeRoom() {
    for (const [key, { until }] of kept) if (until <= clock.now()) kept.delete(key);
    if (kept.size >= mostKept) kept.clear();
  }
  return {
    get(key) {
      const held = kept.get(key);
      return held && held.until > clock.now() ? held.answer : undefined;
    },
    set(key, answer) {
      if (ttlSeconds <= 0) return;
      if (kept.size >= mostKept) makeRoom();
      kept.set(key, { answer, until: clock.now() + ttlSeconds * 1000 });
    },
  };
}
