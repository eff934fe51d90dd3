/** One measured figure; a rival is what it is held against: another implementation, or the least that is possible. */
export interface Figure {
  bench: string;
  metric: string;
  ours: number;
  rival: number | null;
  /** ours / rival. */
  ratio: number | null;
  unit: string;
}

/** A bench: measures, tells its progress, and returns its figures. */
export interface Bench {
  /** One line for the help. */
  about: string;
  /** What it consists of and can be run without. */
  parts: readonly string[];
  /** @throws BenchError when what was measured cannot stand. */
  run(options: BenchOptions): Promise<BenchReport>;
}

/** What every bench is run with. */
export interface BenchOptions {
  rounds: number;
  /** The parts to leave out. */
  skip: readonly string[];
  /** Gets a line now and then. */
  onProgress(line: string): void;
}

/** The outcome of a bench: its figures, and lines that explain them in the readable report. */
export interface BenchReport {
  figures: Figure[];
  notes: string[];
}

/** A bench whose figures cannot stand, in a sentence for its user. */
export class BenchError extends Error {}

const rounded = (value: number) => Number(value.toPrecision(4));

/** Makes a figure, rounded to four digits. */
export function figure(bench: string, metric: string, unit: string, ours: number, rival?: number): Figure {
  const ratio = rival === undefined ? null : rounded(ours / rival);
  return {
    bench,
    metric,
    ours: rounded(ours),
    rival: rival === undefined ? null : rounded(rival),
    ratio,
    unit,
  };
}

/** The middle value, or the mean of the two in the middle. @throws RangeError when there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  const high = sorted[Math.floor(sorted.length / 2)];
  if (low === undefined || high === undefined) throw new RangeError("There is no median of no values.");
  return (low + high) / 2;
}

/** The figures as a table for a reader. */
export function figureTable(figures: readonly Figure[]): string {
  const header = ["metric", "ours", "rival", "ratio", "unit"];
  const rows = figures.map(({ metric, ours, rival, ratio, unit }) => [
    metric,
    String(ours),
    String(rival ?? "–"),
    String(ratio ?? "–"),
    unit,
  ]);
  return alignedRows([header, ...rows]);
}

/** Rows of cells as lines of columns. */
export function alignedRows(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
