import { benchOfParts } from "./parts.ts";
import { runPipelinePart } from "./queue/run-pipeline-part.ts";
import { runMemoryPart } from "./twin/run-memory-part.ts";
import { runSpeedPart } from "./twin/run-speed-part.ts";

/** The pipeline against a bare loop that sends the same requests, and the AWS stand-in under it against its peers. */
export const queueBench = benchOfParts(
  "the sample job of 1,734 pages, against a bare loop that sends the same requests without our logic (part pipeline);\n" +
    "               the AWS stand-in against fauxqs and dynalite (parts speed and memory)",
  {
    pipeline: runPipelinePart,
    speed: runSpeedPart,
    memory: runMemoryPart,
  },
);
