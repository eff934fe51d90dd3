import { parseArgs } from "node:util";

/** What `npm run bench` was asked for. */
export interface RunOptions {
  names: string[];
  rounds: number;
  /** Parts of the benches to leave out. */
  skip: string[];
  json: boolean;
  help: boolean;
}

/** What was wrong with the command line, for its user. */
export class UsageError extends Error {}

const usualRounds = 3;

/** The help. @param benches what each bench measures, by name. */
export const usage = (benches: Readonly<Record<string, string>>) => `npm run bench -- [name ...] [options]

${Object.entries(benches)
  .map(([name, about]) => `  ${name.padEnd(12)} ${about}`)
  .join("\n")}
  without a name: all of them

  --rounds N   how often each side is measured, 1 to 99 (${usualRounds}); the medians are reported
  --skip PART  leaves out a part of a bench; may be given several times
  --json       only one JSON line a figure: {"bench","metric","ours","rival","ratio","unit"}
  --help       this text`;

/** Reads the command line. @throws UsageError with one sentence. */
export function readRunOptions(args: readonly string[], known: readonly string[]): RunOptions {
  const { values, positionals } = parse(args.filter((argument) => argument !== "--"));
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`There is no bench named “${unknown}”: choose from ${known.join(", ")}.`);
  return {
    names: positionals.length > 0 ? [...new Set(positionals)] : [...known],
    rounds: roundsOf(values.rounds),
    skip: values.skip ?? [],
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

/** @throws UsageError on a part that none of the benches has. */
export function requireParts(skip: readonly string[], known: readonly string[]): void {
  const unknown = skip.find((part) => !known.includes(part));
  if (unknown !== undefined)
    throw new UsageError(`There is no part named “${unknown}” to skip: choose from ${known.join(", ")}.`);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        rounds: { type: "string" },
        skip: { type: "string", multiple: true },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ", 1)[0] : String(error);
    throw new UsageError(`${reason}: run "npm run bench -- --help" for the options.`);
  }
}

function roundsOf(text = String(usualRounds)): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new UsageError(`--rounds takes a whole number from 1 to 99, not “${text}”.`);
}
