import { type Bench, BenchError, type BenchReport, figureTable } from "./figure.ts";
import { type RunOptions, readRunOptions, requireParts, UsageError, usage } from "./options.ts";

/** The benches by name; each is loaded when it is run. */
const benches: Record<string, () => Promise<Bench>> = {
  middleware: async () => (await import("./middleware.ts")).middlewareBench,
  queue: async () => (await import("./queue.ts")).queueBench,
};

/** Runs the benches that were named, one after the other. */
async function main({ names, rounds, skip, json }: RunOptions): Promise<void> {
  const chosen = await Promise.all(
    Object.entries(benches)
      .filter(([name]) => names.includes(name))
      .map(async ([name, load]) => ({ name, bench: await load() })),
  );
  requireParts(
    skip,
    chosen.flatMap(({ bench }) => bench.parts),
  );
  for (const { name, bench } of chosen) {
    const onProgress = (line: string) => void process.stderr.write(`${name}: ${line}\n`);
    const report = await bench.run({ rounds, skip, onProgress });
    console.log(json ? jsonLines(report) : readable(name, report));
  }
}

const jsonLines = ({ figures }: BenchReport) => figures.map((figure) => JSON.stringify(figure)).join("\n");

const readable = (name: string, { figures, notes }: BenchReport) =>
  [`${name}`, "", figureTable(figures), "", ...notes].join("\n");

async function help(): Promise<string> {
  const loaded = Object.entries(benches).map(async ([name, load]) => [name, (await load()).about] as const);
  return usage(Object.fromEntries(await Promise.all(loaded)));
}

try {
  const options = readRunOptions(process.argv.slice(2), Object.keys(benches));
  if (options.help) console.log(await help());
  else await main(options);
} catch (error) {
  const expected = error instanceof UsageError || error instanceof BenchError;
  console.error(expected ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
