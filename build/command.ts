import { parseArgs } from "node:util";

/** Runs a command-line tool: prints its help when asked to, and turns a failure into one sentence and exit code 1. */
export async function runCommand(help: string, run: (args: string[]) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2);
  const { values } = parseArgs({ args, options: { help: { type: "boolean", short: "h" } }, strict: false });
  if (values.help) {
    console.log(help);
    return;
  }
  try {
    await run(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
