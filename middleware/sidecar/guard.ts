/** Runs a step of the sidecar's own: what it throws is reported and never reaches the function. */
export interface Guard {
  <T>(step: () => T): T | undefined;
  /** The same for what a step has under way. */
  pending(work: Promise<unknown>): Promise<void>;
}

/** Makes a guard that reports the first failure; one line is enough to know, and a second may be the same. */
export function guardWith(report: (error: unknown) => void): Guard {
  let reported = false;
  const note = (error: unknown) => {
    if (reported) return;
    reported = true;
    try {
      report(error);
    } catch {
      return;
    }
  };
  const guard = <T>(step: () => T): T | undefined => {
    try {
      return step();
    } catch (error) {
      note(error);
      return undefined;
    }
  };
  const pending = (work: Promise<unknown>) => work.then(() => undefined, note);
  return Object.assign(guard, { pending });
}
