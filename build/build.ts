import { stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { bundleReports } from "./bundle-report.ts";
import { runCommand } from "./command.ts";
import { ensureBundled, ensureValidators } from "./ensure-built.ts";
import { writeOpenApi } from "./openapi.ts";
import { buildDirectory, functionsDirectory } from "./steps.ts";
import { kilobytes } from "./text.ts";

const help = `Usage: npm run build [-- --validators]

Builds the request validators, openapi.json and the Lambda bundles; what has not changed is left alone.

  --validators  build the validators only
  --help        show this help`;

await runCommand(help, async (args) => {
  const { values } = parseArgs({ args, options: { validators: { type: "boolean" } } });
  if (values.validators) await ensureValidators(console.log);
  else await buildAll();
});

async function buildAll(): Promise<void> {
  await writeOpenApi();
  await ensureBundled(console.log);
  const { size } = await stat(path.join(buildDirectory, "validators.js"));
  console.log(`validators  ${kilobytes(size)}`);
  for (const [name, report] of Object.entries(await bundleReports(functionsDirectory))) {
    const lazy = kilobytes(report.lazyBytes);
    console.log(`${name.padEnd(11)} ${kilobytes(report.initBytes)} at start, ${lazy} on demand`);
  }
}
