/** The levels of a log line, from the finest to the gravest. */
export const levels = ["debug", "info", "warn", "error"] as const;

/** How grave a log line is. */
export type Level = (typeof levels)[number];

/** From which level on lines are written; `silent` writes none. */
export type Threshold = Level | "silent";

/** The thresholds by name, from the one that lets everything through. */
export const thresholds: readonly Threshold[] = [...levels, "silent"];

const ranks: Readonly<Record<Threshold, number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

// The names that Lambda and Powertools know besides ours; the gravest are above every line of ours.
const foreign: Readonly<Record<string, Threshold>> = { trace: "debug", critical: "silent", fatal: "silent" };

/** A number that grows with how grave a level is. */
export function rankOf(level: Threshold): number {
  return ranks[level];
}

/** The threshold that an environment variable names, in any case; undefined where it names none. */
export function thresholdNamed(text: string | undefined): Threshold | undefined {
  const name = text?.toLowerCase();
  if (name === undefined) return undefined;
  return (
    thresholds.find((known) => known === name) ?? (Object.hasOwn(foreign, name) ? foreign[name] : undefined)
  );
}
