import { parseArgs } from "node:util";

/** What `npm start` was asked for. */
export interface StartOptions {
  /** The port of the API; 0 takes any free one. */
  port: number;
  /** The port of the AWS protocols; 0 takes any free one. */
  awsPort: number;
  /** How many environments a function may have. */
  concurrency: number;
  claude: "stand-in" | "real";
  /** How long the Claude stand-in takes to answer, in milliseconds. */
  claudeLatencyMs: number;
  /** Where the data are kept; undefined keeps them in memory. */
  dataDirectory: string | undefined;
  once: boolean;
  json: boolean;
  help: boolean;
}

/** What was wrong with the command line, for its user. */
export class UsageError extends Error {}

export const usage = `npm start -- [options]

  --once                 run the sample job of 1,734 pages, print the result, exit
  --json                 with --once: the last line is the result as JSON
  --port N               port of the API (3000; any free one with --once); 0 takes any free one
  --aws-port N           port of the AWS stand-in (4566; any free one with --once)
  --concurrency N        environments a function may have, 1 to 64 (4)
  --claude real          call Claude with the key in ANTHROPIC_API_KEY instead of the stand-in; it costs money
  --claude-latency MS    how long the Claude stand-in takes to answer (0)
  --data DIR             keep the data in DIR and go on from them next time
  --help                 this text`;

/** Reads the command line. @throws UsageError with one sentence. */
export function readStartOptions(
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const { values } = parse(args);
  const once = values.once ?? false;
  if (values.json && !once) throw new UsageError("--json goes with --once.");
  return {
    port: whole("--port", values.port, once ? 0 : 3000, [0, 65_535]),
    awsPort: whole("--aws-port", values["aws-port"], once ? 0 : 4566, [0, 65_535]),
    concurrency: whole("--concurrency", values.concurrency, 4, [1, 64]),
    claudeLatencyMs: whole("--claude-latency", values["claude-latency"], 0, [0, 600_000]),
    claude: claudeOf(values.claude, variables.ANTHROPIC_API_KEY),
    dataDirectory: values.data,
    once,
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean" },
        port: { type: "string" },
        "aws-port": { type: "string" },
        concurrency: { type: "string" },
        claude: { type: "string" },
        "claude-latency": { type: "string" },
        data: { type: "string" },
      },
    });
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UsageError(`${line.replace(/\.?$/, ".")} Run "npm start -- --help" for the options.`);
  }
}

function whole(
  flag: string,
  text: string | undefined,
  usual: number,
  [least, most]: [number, number],
): number {
  if (text === undefined) return usual;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${flag} takes a whole number from ${least} to ${most}, not “${text}”.`);
}

function claudeOf(text: string | undefined, key: string | undefined): StartOptions["claude"] {
  if (text === undefined || text === "stand-in") return "stand-in";
  if (text !== "real") throw new UsageError(`--claude takes “real” or “stand-in”, not “${text}”.`);
  if (!key)
    throw new UsageError("--claude real needs your key in the environment variable ANTHROPIC_API_KEY.");
  return "real";
}
