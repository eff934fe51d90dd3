import { redact } from "#middleware";
import { median } from "../figure.ts";
import { prose, records } from "./redact-records.ts";

/** Microseconds for each KB, medians over the rounds. */
export interface RedactionFigures {
  recordsUsPerKb: number;
  proseUsPerKb: number;
  /** `JSON.stringify` of the same records, for comparison. */
  stringifyUsPerKb: number;
}

const repeats = 40;
const recordsKb = records.reduce((sum, record) => sum + JSON.stringify(record).length, 0) / 1_024;
const proseKb = prose.length / 1_024;

/** Measures redaction alone, in rounds that alternate with `JSON.stringify` of the same records. */
export function measureRedaction(rounds: number): RedactionFigures {
  const parts = {
    recordsUsPerKb: () => timed(recordsKb, () => records.forEach(redactRecord)),
    proseUsPerKb: () => timed(proseKb, () => void redact(prose)),
    stringifyUsPerKb: () => timed(recordsKb, () => records.forEach(stringifyRecord)),
  };
  const times: Record<keyof RedactionFigures, number[]> = {
    recordsUsPerKb: [],
    proseUsPerKb: [],
    stringifyUsPerKb: [],
  };
  const names = Object.keys(parts) as (keyof RedactionFigures)[];
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(parts[name]());
  return {
    recordsUsPerKb: median(times.recordsUsPerKb),
    proseUsPerKb: median(times.proseUsPerKb),
    stringifyUsPerKb: median(times.stringifyUsPerKb),
  };
}

const redactRecord = (record: Record<string, unknown>) => void redact(record);
const stringifyRecord = (record: Record<string, unknown>) => void JSON.stringify(record);

function timed(kilobytes: number, run: () => void): number {
  const started = process.hrtime.bigint();
  for (let repeat = 0; repeat < repeats; repeat++) run();
  return Number(process.hrtime.bigint() - started) / 1_000 / repeats / kilobytes;
}
