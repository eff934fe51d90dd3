import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./root.ts";
import { runSteps, type Step } from "./run-steps.ts";
import {
  buildDirectory,
  functions,
  functionsDirectory,
  template,
  templateFile,
  validators,
} from "./steps.ts";

/** What to build, and whom to tell. */
export interface EnsureBuiltOptions {
  /** The stage of the template; by default `local`. */
  readonly stage?: string;
  /** Gets one line before each step that has to run. */
  readonly onProgress?: (line: string) => void;
}

/** What stands after a build. */
export interface Built {
  /** The CloudFormation template of the stage. */
  readonly template: object;
  /** The folder that holds a function's `index.mjs`. */
  codeDirectory(functionName: string): string;
  /** The names of the steps that had to run; none when nothing has changed. */
  readonly rebuilt: readonly string[];
}

/** Builds validators, bundles and template, each only when what it is made of has changed. */
export async function ensureBuilt(options: EnsureBuiltOptions = {}): Promise<Built> {
  const stage = options.stage ?? "local";
  const rebuilt = await build([validators, functions, template(stage)], options.onProgress);
  return {
    template: JSON.parse(await readFile(templateFile(stage), "utf8")),
    codeDirectory: (name) => path.join(functionsDirectory, name),
    rebuilt,
  };
}

/** Builds validators and bundles alone. */
export function ensureBundled(onProgress?: Progress): Promise<string[]> {
  return build([validators, functions], onProgress);
}

/** Builds the validators alone. */
export function ensureValidators(onProgress?: Progress): Promise<string[]> {
  return build([validators], onProgress);
}

type Progress = EnsureBuiltOptions["onProgress"];

function build(steps: readonly Step[], onProgress: Progress): Promise<string[]> {
  return runSteps(steps, { source: root, target: buildDirectory, onProgress });
}
