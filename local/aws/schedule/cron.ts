/** A field of a cron expression: which numbers it takes, in rising order. */
interface Field {
  name: string;
  least: number;
  most: number;
  names?: readonly string[];
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const fields: readonly Field[] = [
  { name: "minutes", least: 0, most: 59 },
  { name: "hours", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: months },
  { name: "day of week", least: 1, most: 7, names: weekdays },
  { name: "year", least: 1970, most: 2199 },
];

/**
 * Reads the six fields of a cron expression and makes the function that finds the next time it names, in UTC,
 * as milliseconds since the epoch; undefined when there is none.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @throws Error on a malformed expression, and on the wildcards L, W and #, which are not offered.
 */
export function parseCron(text: string): (after: number) => number | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) throw new Error(`cron(${text}) does not have six fields.`);
  if ((parts[2] === "?") === (parts[4] === "?"))
    throw new Error(`cron(${text}) needs ? in either the day of month or the day of week.`);
  const sets = fields.map((field, index) => parseField(field, parts[index] ?? ""));
  const [minutes, hours, days, monthSet, weekdaySet, years] = sets.map((set) => new Set(set));
  const lastYear = Math.max(...(sets[5] ?? []));

  const dayMatches = (date: Date) =>
    years?.has(date.getUTCFullYear()) &&
    monthSet?.has(date.getUTCMonth() + 1) &&
    days?.has(date.getUTCDate()) &&
    weekdaySet?.has(date.getUTCDay() + 1);

  return (after) => {
    const time = new Date(Math.floor(after / 60_000) * 60_000 + 60_000);
    while (time.getUTCFullYear() <= lastYear) {
      if (!dayMatches(time)) time.setUTCHours(24, 0);
      else if (!hours?.has(time.getUTCHours())) time.setUTCMinutes(60);
      else if (!minutes?.has(time.getUTCMinutes())) time.setUTCMinutes(time.getUTCMinutes() + 1);
      else return time.getTime();
    }
    return undefined;
  };
}

function parseField(field: Field, text: string): number[] {
  return text.split(",").flatMap((part) => parsePart(field, part));
}

function parsePart(field: Field, part: string): number[] {
  const [range = "", step] = part.split("/");
  const [first, last] =
    range === "*" || range === "?" ? [field.least, field.most] : parseRange(field, range, step);
  const by = step === undefined ? 1 : Number(step);
  if (![first, last, by].every(Number.isInteger) || first < field.least || last > field.most || by < 1)
    throw new Error(`The ${field.name} of a cron expression cannot be "${part}".`);
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function parseRange(field: Field, range: string, step: string | undefined): [number, number] {
  const [first = Number.NaN, last] = range.split("-").map((value) => numberOf(field, value));
  return [first, last ?? (step === undefined ? first : field.most)];
}

function numberOf(field: Field, text: string): number {
  const index = field.names?.indexOf(text.toUpperCase()) ?? -1;
  return index >= 0 ? index + field.least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
