import { parseCron } from "./cron.ts";

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)` or `cron(0 12 * * ? *)` and makes the function that finds the next time after
 * another, both in milliseconds since the epoch; undefined when there is none.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @throws Error on anything else, such as `at(…)`.
 */
export function parseScheduleExpression(expression: string): (after: number) => number | undefined {
  const [, kind, inside = ""] = /^(rate|cron)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === "cron") return parseCron(inside);
  const [, count, unit = "", plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(inside) ?? [];
  if (kind !== "rate" || count === undefined || (Number(count) === 1) === (plural === "s"))
    throw new Error(`The schedule ${expression} is neither rate(…), such as rate(5 minutes), nor cron(…).`);
  const every = Number(count) * (units[unit] ?? 0);
  return (after) => after + every;
}
