import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { AwsError } from "../aws-error.ts";
import { wallClock } from "../clock.ts";
import { fileJournal } from "../journal.ts";
import { loadTemplate } from "../load-template.ts";
import { type Stack, startStack } from "../stack.ts";
import { type CliOptions, readCliOptions, UsageError, usage } from "./options.ts";
import { jsonReport, textReport } from "./report.ts";

/** Where the command writes, and what ends it. */
export interface CliIo {
  /** What the user types to run it, for the help. */
  command?: string;
  /** Takes a line of results. */
  out?: (line: string) => void;
  /** Takes a line about what went wrong. */
  err?: (line: string) => void;
  /** Settles when the command is to end; at the first Ctrl-C or SIGTERM when absent. */
  stopped?: () => Promise<void>;
}

// Ctrl-C ends the command within a second, whatever a function is doing.
const patienceMs = 800;

/**
 * Starts a stand-in from a packaged template and runs it until it is stopped.
 * @param args the command line without the command. Resolves to the exit code: 0, 1 when the template or a port does
 * not allow it, 2 on a wrong command line; the sentence about it is written to `err`.
 */
export async function runCli(args: readonly string[], io: CliIo = {}): Promise<number> {
  const { out = console.log, err = console.error, stopped = stopSignal } = io;
  let options: CliOptions | undefined;
  try {
    options = readCliOptions(args);
    if (!options) {
      out(usage(io.command ?? "npx @marketbrewer/aws-stand-in"));
      return 0;
    }
    const stop = stopped();
    const stack = await start(options, options.json ? err : out, err);
    out((options.json ? jsonReport : textReport)({ stack, region: options.region }));
    await stop;
    await ended(stack.close());
    return 0;
  } catch (error) {
    err(sentence(error, options));
    return error instanceof UsageError ? 2 : 1;
  }
}

function start(
  options: CliOptions,
  log: (line: string) => void,
  err: (line: string) => void,
): Promise<Stack> {
  const variables = options.environmentFile === undefined ? {} : readVariables(options.environmentFile);
  return startStack({
    ...loadTemplate(options.template, { code: options.code }),
    environment: variables,
    parameters: options.parameters,
    ssmParameters: options.ssm,
    issuers: options.issuers,
    stackName: options.stackName,
    region: options.region,
    httpPort: options.port,
    awsPort: options.awsPort,
    maximumEnvironments: options.concurrency,
    onLog: ({ functionName, line }) => log(`[${functionName}] ${line}`),
    onError: err,
    ...(options.dataDirectory !== undefined && { journal: fileJournal(options.dataDirectory) }),
  });
}

function readVariables(file: string): Record<string, string> {
  try {
    const variables = Object.entries(parseEnv(readFileSync(file, "utf8")));
    return Object.fromEntries(variables.map(([name, value]) => [name, value ?? ""]));
  } catch {
    throw new UsageError(`The file ${file} of --env-file cannot be read: give a file with lines NAME=VALUE.`);
  }
}

/** Waits for the end, but not for long. */
function ended(closing: Promise<void>): Promise<void> {
  const clock = wallClock();
  return new Promise((resolve, reject) => {
    clock.schedule(clock.now() + patienceMs, resolve);
    closing.then(resolve, reject);
  });
}

/** Settles at the first Ctrl-C or SIGTERM; the second ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
  });
}

/** What the user reads when it does not start. */
function sentence(error: unknown, options: CliOptions | undefined): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code === "EADDRINUSE") {
    const name = port === options?.awsPort ? "--aws-port" : "--port";
    return `Port ${port} is taken: stop what uses it, or choose another with ${name} (0 takes any free one).`;
  }
  if (error instanceof AwsError) return `The template cannot be provisioned: ${error.code}: ${error.message}`;
  // An error of a class of its own is a defect, whose stack somebody needs.
  const isExpected = error instanceof UsageError || (error instanceof Error && error.constructor === Error);
  return isExpected ? error.message : String(error instanceof Error ? error.stack : error);
}
