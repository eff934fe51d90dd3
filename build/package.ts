import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { runCommand } from "./command.ts";
import { ensureBuilt } from "./ensure-built.ts";
import { root } from "./root.ts";
import { packageDirectory, templateFile } from "./steps.ts";
import { kilobytes } from "./text.ts";

const help = `Usage: npm run package [-- --stage S]

Packages the CloudFormation template and the zips of a stage, offline and without credentials.

  --stage S  the stage (staging by default)
  --help     show this help`;

await runCommand(help, async (args) => {
  const { values } = parseArgs({ args, options: { stage: { type: "string", default: "staging" } } });
  checkStage(values.stage);
  const started = performance.now();
  await ensureBuilt({ stage: values.stage, onProgress: console.log });
  await report(values.stage, performance.now() - started);
});

// Queues and parameters carry the stage in their names.
function checkStage(stage: string): void {
  if (/^[a-z][a-z0-9-]{0,19}$/.test(stage)) return;
  throw new Error(
    `The stage "${stage}" cannot be used: take 1 to 20 lower-case letters, digits and hyphens, a letter first.`,
  );
}

async function report(stage: string, milliseconds: number): Promise<void> {
  const { Resources } = JSON.parse(await readFile(templateFile(stage), "utf8"));
  console.log(`Template:  ${path.relative(root, templateFile(stage))}`);
  console.log(`Resources: ${Object.keys(Resources).length}`);
  const directory = packageDirectory(stage);
  for (const name of (await readdir(directory)).filter((file) => file.endsWith(".zip")).sort()) {
    console.log(`${kilobytes((await stat(path.join(directory, name))).size)}  ${name}`);
  }
  console.log(`Time:      ${(milliseconds / 1000).toFixed(1)} s`);
}
