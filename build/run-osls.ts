import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { buildDirectory } from "./steps.ts";

/**
 * Runs an osls command in a service's folder, without network and credentials.
 *
 * @param variables further environment variables, which win.
 * @throws Error with the reason that osls gives.
 */
export async function runOsls(
  args: readonly string[],
  cwd: string,
  variables: Record<string, string> = {},
): Promise<void> {
  const osls = createRequire(import.meta.url).resolve("osls/bin/serverless.js");
  const child = spawn(process.execPath, [osls, ...args], {
    cwd,
    env: { ...offline(process.env), ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new Error(`serverless.yml cannot be packaged: ${reasonIn(Buffer.concat(output).toString())}`);
}

/** The environment without the caller's AWS settings, so that a template depends on the checkout alone. */
function offline(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !/^(AWS|SLS|SERVERLESS)_/.test(name));
  return {
    ...Object.fromEntries(others),
    AWS_ACCESS_KEY_ID: "offline",
    AWS_SECRET_ACCESS_KEY: "offline",
    AWS_EC2_METADATA_DISABLED: "true",
    SLS_DEPRECATION_NOTIFICATION_MODE: "error",
    SLS_SCHEMA_CACHE_BASE_DIR: path.join(buildDirectory, "osls"),
    NO_COLOR: "1",
  };
}

/** What osls says after "Error:", on one line. */
function reasonIn(output: string): string {
  const [, said = output] = /(?:^|\n)\W*Error:?\s*\n([\s\S]*?)(?:\n\s*\n|$)/.exec(output) ?? [];
  return said.trim().replaceAll(/\s*\n\s*/g, " ");
}
