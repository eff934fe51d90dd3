import { join } from "node:path";
import { BenchError, type BenchOptions, type BenchReport, type Figure, figure, median } from "../figure.ts";
import type { BareOptions, BareResult } from "./bare-run.ts";
import { type BuiltSystem, copyBuiltSystem } from "./built-system.ts";
import { inChild } from "./child.ts";
import { leastQueueRequests, leastTableRequests, leastWriteUnits } from "./minimum.ts";
import type { PipelineOptions, PipelineResult } from "./pipeline-run.ts";
import { differences, requestsTo, tallyTable } from "./tally.ts";

const environments = 4;
const batchSize = 5;

/**
 * The pipeline of the sample job against a bare loop that sends the same requests.
 * @throws BenchError when either did not do its work.
 */
export async function runPipelinePart({ rounds, onProgress }: BenchOptions): Promise<BenchReport> {
  const system = await copyBuiltSystem(onProgress);
  try {
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      onProgress(`round ${round} of ${rounds}`);
      measured.push(await measure(system, onProgress));
    }
    onProgress("the same job over the Claude stand-in");
    const whole = await runWhole(system);
    return { figures: figuresOf(measured, whole), notes: notesOf(measured) };
  } finally {
    await system.remove();
  }
}

interface Round {
  pipeline: PipelineResult;
  bare: BareResult;
}

async function measure(system: BuiltSystem, onProgress: BenchOptions["onProgress"]): Promise<Round> {
  const pipeline = await runRecorded(system);
  onProgress(`pipeline ${speed(pipeline).toFixed(0)} pages/s`);
  const bare = await inChild<BareResult>("./bare-run.ts", {
    templateFile: system.templateFile,
    workerFile: system.bareWorker,
    recordingFile: recordingIn(system),
    threads: environments,
    lanes: batchSize,
  } satisfies BareOptions);
  onProgress(`bare ${speed(bare).toFixed(0)} pages/s`);
  requireSame({ pipeline, bare });
  return { pipeline, bare };
}

const recordingIn = ({ directory }: BuiltSystem) => join(directory, "recording.json");

/** The sample job, warm and recorded, as the bare loop is held against it. */
const runRecorded = (system: BuiltSystem) =>
  runPipeline({ ...jobOn(system), claude: "stub", warm: true, recordingFile: recordingIn(system) });

/** The sample job as `npm start -- --once` runs it: cold, over the Claude stand-in. */
const runWhole = (system: BuiltSystem) => runPipeline({ ...jobOn(system), claude: "stand-in", warm: false });

const jobOn = ({ functions, templateFile }: BuiltSystem) => ({ functions, templateFile, environments });

async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const result = await inChild<PipelineResult>("./pipeline-run.ts", options);
  if (result.done === result.pages) return result;
  throw new BenchError(
    `The job ended with ${result.done} of ${result.pages} pages: no figure of it can stand.`,
  );
}

/** @throws BenchError when the bare loop did other work than the pipeline. */
function requireSame({ pipeline, bare }: Round): void {
  const different = differences(pipeline.wire, bare.wire);
  if (different.length === 0 && pipeline.pages === bare.pages) return;
  throw new BenchError(
    `The bare loop did not send the pipeline's requests (${different.join(", ")}), so they cannot be compared:\n${tallyTable(pipeline.wire, bare.wire)}`,
  );
}

const speed = ({ pages, seconds }: { pages: number; seconds: number }) => pages / seconds;

const cpuMs = ({ pages, cpuSeconds }: { pages: number; cpuSeconds: number }) => (cpuSeconds * 1000) / pages;

function figuresOf(rounds: readonly Round[], whole: PipelineResult): Figure[] {
  const pagesPerSecond = median(rounds.map(({ pipeline }) => speed(pipeline)));
  const barePagesPerSecond = median(rounds.map(({ bare }) => speed(bare)));
  const of = (metric: string, unit: string, ours: number, rival?: number) =>
    figure("queue", metric, unit, ours, rival);
  return [
    of("pipeline_pages_per_second", "pages/s", pagesPerSecond),
    of("bare_pages_per_second", "pages/s", barePagesPerSecond),
    of("pipeline_vs_bare", "pages/s", pagesPerSecond, barePagesPerSecond),
    of(
      "cpu_ms_per_page",
      "ms",
      median(rounds.map(({ pipeline }) => cpuMs(pipeline))),
      median(rounds.map(({ bare }) => cpuMs(bare))),
    ),
    ...perPage(rounds, of),
    of("pages_per_second_with_claude_stand_in", "pages/s", speed(whole)),
    of("peak_rss_with_claude_stand_in", "MB", whole.peakRss / 2 ** 20),
  ];
}

/** What a page costs, beside the least that the design allows. */
function perPage(
  rounds: readonly Round[],
  of: (metric: string, unit: string, ours: number, rival: number) => Figure,
): Figure[] {
  const middle = (read: (result: PipelineResult) => number) =>
    median(rounds.map(({ pipeline }) => read(pipeline) / pipeline.pages));
  const size = ({ pages }: PipelineResult) => ({ pages, environments });
  const queueRequests = ({ wire, mapping }: PipelineResult) =>
    requestsTo(wire, "sqs") + requestsTo(mapping, "sqs");
  return [
    of(
      "write_units_per_page",
      "units",
      middle(({ units }) => units.all),
      middle((result) => leastWriteUnits(size(result), result.units)),
    ),
    of(
      "dynamodb_requests_per_page",
      "requests",
      middle(({ wire }) => requestsTo(wire, "dynamodb")),
      middle((result) => leastTableRequests(size(result))),
    ),
    of(
      "sqs_requests_per_page",
      "requests",
      middle(queueRequests),
      middle((result) => leastQueueRequests(size(result))),
    ),
  ];
}

function notesOf(rounds: readonly Round[]): string[] {
  const last = rounds.at(-1);
  if (!last) return [];
  return [
    "Both sides sent, over the wire, in the last round:",
    tallyTable(last.pipeline.wire, last.bare.wire),
    "",
    "In-process, the pipeline's mappings asked (the bare loop receives and deletes in-process too, uncounted):",
    tallyTable(last.pipeline.mapping),
    "",
    "Both clocks start with threads that have loaded their bundle and no SDK; the run over the Claude stand-in is cold.",
    "Other work on the machine moves pages/s; processor time (cpu_ms_per_page, whole process) holds still.",
    "The rival of a count per page is the least that the design allows (bench/queue/minimum.ts).",
  ];
}
