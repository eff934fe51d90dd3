import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Where unpacked code is kept: in the `node_modules` nearest to the template, or to where the process stands, so
 * that a function finds the AWS SDK there, which Lambda's runtime has and zip files leave out.
 */
export function cacheDirectory(templateDirectory: string): string {
  const modules = nearestModules(templateDirectory) ?? nearestModules(process.cwd());
  return modules ? join(modules, ".cache", "aws-stand-in") : join(tmpdir(), "aws-stand-in");
}

function nearestModules(directory: string): string | undefined {
  const modules = join(directory, "node_modules");
  if (existsSync(modules)) return modules;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestModules(parent);
}
