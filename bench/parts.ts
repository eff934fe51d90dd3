import type { Bench, BenchOptions, BenchReport } from "./figure.ts";

/** Makes a bench of parts that are run one after the other and can be left out. */
export function benchOfParts(
  about: string,
  parts: Readonly<Record<string, (options: BenchOptions) => Promise<BenchReport>>>,
): Bench {
  return {
    about,
    parts: Object.keys(parts),
    async run(options) {
      const reports: BenchReport[] = [];
      for (const [name, run] of Object.entries(parts))
        if (!options.skip.includes(name)) reports.push(await run(options));
      return {
        figures: reports.flatMap(({ figures }) => figures),
        notes: reports.flatMap(({ notes }) => [...notes, ""]),
      };
    },
  };
}
