import { rm } from "node:fs/promises";
import { type BenchOptions, type BenchReport, type Figure, figure } from "./figure.ts";
import { bundleEntry, type EntryBundle } from "./middleware/bundle-sizes.ts";
import { coldImport } from "./middleware/cold-import.ts";
import { entries } from "./middleware/entries.ts";
import { measureOverhead } from "./middleware/measure-overhead.ts";
import { measureRedaction } from "./middleware/redact-bench.ts";
import { benchOfParts } from "./parts.ts";

/** The middleware against a stack that is put together of the usual packages. */
export const middlewareBench = benchOfParts(
  "the middleware against a typical stack of Middy and Powertools: microseconds a request over the bare handler\n" +
    "               (part overhead), cold import and bundle size (cold), redaction (redaction)",
  {
    overhead: runOverheadPart,
    cold: runColdPart,
    redaction: runRedactionPart,
  },
);

const named = (metric: string, unit: string, ours: number, rival?: number): Figure =>
  figure("middleware", metric, unit, ours, rival);

async function runOverheadPart({ rounds, onProgress }: BenchOptions): Promise<BenchReport> {
  const times = await measureOverhead(rounds, onProgress);
  const of = (name: string) => times[name] ?? { p50: 0, p99: 0 };
  const modes = [
    ["powertools", ""],
    ["lean", "_lean"],
  ] as const;
  const figures = modes.flatMap(([mode, suffix]) => [
    named(`overhead_p50_us${suffix}`, "us", of(mode).p50, of("typical").p50),
    named(`overhead_p99_us${suffix}`, "us", of(mode).p99, of("typical").p99),
    named(`overhead_auth_p50_us${suffix}`, "us", of(`${mode}Auth`).p50, of("typicalAuth").p50),
    named(`overhead_traced_p50_us${suffix}`, "us", of(`${mode}Traced`).p50, of("typicalTraced").p50),
    named(
      `traced_surcharge_us${suffix}`,
      "us",
      of(`${mode}Traced`).p50 - of(mode).p50,
      of("typicalTraced").p50 - of("typical").p50,
    ),
  ]);
  return { figures, notes: overheadNotes };
}

const overheadNotes = [
  "overhead: a POST with 1 KB of JSON through each stack, in turns in one process a round, less the same through the bare",
  "handler. The typical stack is Middy with http-json-body-parser, http-cors, http-error-handler and validator (Ajv at run",
  "time), Powertools' injectLambdaContext with a correlation id, captureLambdaHandler (off but in `traced`), and",
  "makeHandlerIdempotent in memory; its handler writes one line. Ours writes one line too, and does more: it redacts the",
  "line, puts metrics into it, checks the request id, hands traceparent on, and checks the output's body. Auth: the typical",
  "stack verifies each token, ours remembers what it has verified and asks the allow-list each time: a hit, not a first call.",
  "Loading Tracer makes every await of a process slower (the X-Ray SDK's async hooks); they are on in the turns of the",
  "stacks that load it, and off in those of the others, as in a process of their own.",
];

async function runColdPart({ rounds, onProgress }: BenchOptions): Promise<BenchReport> {
  onProgress("bundling");
  const names = ["empty", "powertools", "lean", "typical"] as const;
  const bundles = await Promise.all(names.map((name) => bundleEntry(entries[name])));
  try {
    onProgress(`cold import, ${rounds * 5} rounds`);
    const [empty = 0, ...times] = await coldImport(
      bundles.map(({ directory }) => directory),
      rounds * 5,
    );
    return { figures: coldFigures(empty, times, bundles), notes: coldNotes };
  } finally {
    await Promise.all(bundles.map(({ directory }) => rm(directory, { recursive: true })));
  }
}

function coldFigures(empty: number, times: readonly number[], bundles: readonly EntryBundle[]): Figure[] {
  const [powertools = 0, lean = 0, typical = 0] = times;
  const [, powertoolsKb = 0, leanKb = 0, typicalKb = 0] = bundles.map(({ initKb }) => initKb);
  return [
    named("cold_import_ms", "ms", powertools, typical),
    named("cold_import_ms_lean", "ms", lean, typical),
    named("cold_import_above_empty_ms_lean", "ms", lean - empty, typical - empty),
    named("bundle_kb", "KB", powertoolsKb, typicalKb),
    named("bundle_kb_lean", "KB", leanKb, typicalKb),
  ];
}

const coldNotes = [
  "cold import: a fresh process imports the minified ES module bundle of one route, in turns; an empty module is what",
  "remains without any stack. bundle: what a cold start loads, without what is loaded when it is needed.",
];

async function runRedactionPart({ rounds, onProgress }: BenchOptions): Promise<BenchReport> {
  onProgress("redaction");
  const { recordsUsPerKb, proseUsPerKb, stringifyUsPerKb } = measureRedaction(rounds * 20);
  return {
    figures: [
      named("redact_us_per_kb", "us", recordsUsPerKb, stringifyUsPerKb),
      named("redact_prose_us_per_kb", "us", proseUsPerKb, stringifyUsPerKb),
    ],
    notes: [
      "redact: 20 log records of 0.7 to 1 KB, against JSON.stringify of the same records; prose: 4.5 KB of it.",
    ],
  };
}
