/** The levels of a log line, from the finest to the gravest. */
export const levels = ["debug", "info", "warn", "error"] as const;

/** How grave a log line is. */
export type Level = (typeof levels)[number];
