import { runCli } from "#aws";

/** What a verb of the command does: takes the rest of the command line and resolves to the exit code. */
interface Verb {
  summary: string;
  run(args: readonly string[]): Promise<number>;
}

const verbs: Record<string, Verb> = {
  local: {
    summary: "run a serverless project on this machine, from its packaged template",
    run: (args) => runCli(args, { command: "npx marketbrewer local" }),
  },
};

const help = () => `Usage: npx marketbrewer VERB [options]

${Object.entries(verbs)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  .join("\n")}

"npx marketbrewer VERB --help" tells more about one.`;

/** Runs the verb that a command line begins with. Resolves to the exit code: 2 when there is no such verb. */
export async function runVerb([name, ...args]: readonly string[]): Promise<number> {
  if (name === "--help" || name === "help") {
    console.log(help());
    return 0;
  }
  const verb = name !== undefined && Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb) return verb.run(args);
  const what = name === undefined ? "Give a verb" : `There is no verb "${name}"`;
  console.error(`${what}: ${Object.keys(verbs).join(", ")}; --help tells more.`);
  return 2;
}
