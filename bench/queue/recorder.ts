import type { ServiceCall } from "#aws";
import { type Request, sortKey, textIn } from "./request.ts";
import { createWriteMeter } from "./write-meter.ts";

/** The write units of a job's workers and dispatcher: of contents, of progress, and of everything. */
export interface WriteUnits {
  content: number;
  progress: number;
  all: number;
}

/** What a run of the product has sent. */
export interface Recording {
  /** The writes that stood before the job was dispatched: what the bare loop's table starts from. */
  before: Request[];
  /** What workers and dispatcher sent over the wire, in the order in which it ended. */
  wire: Request[];
  /** What the mappings asked of the queues, in-process. */
  mapping: Request[];
  units: WriteUnits;
}

/** Listens to a stack that runs one job. */
export interface Recorder {
  onCall(call: ServiceCall): void;
  /** Resolves with the write that completes the job. */
  completed: Promise<void>;
  /** What was heard so far. It is worked out now, so that listening costs the run next to nothing. */
  recording(): Recording;
}

/** Makes a recorder. @param keep false only waits for the completion, where memory is measured. */
export function createRecorder(keep: boolean): Recorder {
  const calls: ServiceCall[] = [];
  const completed = Promise.withResolvers<void>();
  return {
    onCall(call) {
      if (keep) calls.push(call);
      if (isCompletion(call)) completed.resolve();
    },
    completed: completed.promise,
    recording: () => recordingOf(calls),
  };
}

function isCompletion({ operation, input, output }: ServiceCall): boolean {
  if (operation !== "UpdateItem" || sortKey({ input }) !== "META") return false;
  const { Attributes } = (output ?? {}) as { Attributes?: unknown };
  return textIn(Attributes, "status")?.startsWith("COMPLETED") ?? false;
}

/** Sorts the calls of a run; the job counts as dispatched once the API has sent its dispatch message. */
function recordingOf(calls: readonly ServiceCall[]): Recording {
  const recording: Recording = { before: [], wire: [], mapping: [], units: noUnits() };
  const unitsOf = createWriteMeter();
  let dispatched = false;
  for (const { service, operation, input, output, via } of calls) {
    if (service === "ssm") continue;
    const request: Request = { service, operation, input, refused: output === undefined };
    const units = unitsOf(request, output);
    if (dispatched) {
      recording[via].push(request);
      charge(recording.units, request, units);
    } else if (units > 0 && !request.refused) recording.before.push(request);
    dispatched ||= via === "wire" && service === "sqs";
  }
  return recording;
}

const noUnits = (): WriteUnits => ({ content: 0, progress: 0, all: 0 });

function charge(sums: WriteUnits, request: Request, units: number): void {
  const sk = sortKey(request);
  sums.all += units;
  if (sk.startsWith("C#")) sums.content += units;
  if (sk === "PROG") sums.progress += units;
}
