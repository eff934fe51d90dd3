import type { Bench, BenchOptions, BenchReport } from "./figure.ts";
import { runPipelinePart } from "./queue/run-pipeline-part.ts";
import { runMemoryPart } from "./twin/run-memory-part.ts";
import { runSpeedPart } from "./twin/run-speed-part.ts";

const parts: Record<string, (options: BenchOptions) => Promise<BenchReport>> = {
  pipeline: runPipelinePart,
  speed: runSpeedPart,
  memory: runMemoryPart,
};

/** The pipeline against a bare loop that sends the same requests, and the AWS stand-in under it against its peers. */
export const queueBench: Bench = {
  about:
    "the sample job of 1,734 pages, against a bare loop that sends the same requests without our logic (part pipeline);\n" +
    "               the AWS stand-in against fauxqs and dynalite (parts speed and memory)",
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
