import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "#build/root.ts";

/** The folder of the package. */
export const packageDirectory = join(root, "local/aws");

/** The package's README as it stands. */
export const readReadme = (): string => readFileSync(join(packageDirectory, "README.md"), "utf8");

/** The TypeScript examples of the README, in their order. */
export const examplesOf = (readme: string): string[] =>
  [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
