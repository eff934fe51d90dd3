import { existsSync } from "node:fs";
import path from "node:path";
import { type InputHashes, inputHashes } from "./input-hashes.ts";
import { stampsIn } from "./stamps.ts";

/** One thing that is built, and only when what it is made of has changed. */
export interface Step {
  readonly name: string;
  /** Files and folders, relative to `source`. */
  readonly inputs: readonly string[];
  /** What must stand afterwards, relative to `target`. */
  readonly outputs: readonly string[];
  run(): Promise<unknown>;
}

/** Where steps read and write, and who hears of it. */
export interface StepPlace {
  /** The folder that inputs are relative to. */
  readonly source: string;
  /** The folder that outputs are relative to; the stamps stand in it too. */
  readonly target: string;
  /** Gets one line before each step that has to run. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * Runs those steps whose inputs changed or whose outputs are missing, one after the other.
 *
 * @returns the names of the steps that ran.
 */
export async function runSteps(steps: readonly Step[], place: StepPlace): Promise<string[]> {
  const hashes = inputHashes(place.source);
  const ran: string[] = [];
  for (const step of steps) if (await runStep(step, place, hashes)) ran.push(step.name);
  return ran;
}

async function runStep(step: Step, place: StepPlace, hashes: InputHashes): Promise<boolean> {
  const stamps = stampsIn(path.join(place.target, "stamps"));
  const hash = await hashes.of(step.inputs);
  const standing = step.outputs.every((output) => existsSync(path.join(place.target, output)));
  if (standing && (await stamps.read(step.name)) === hash) return false;
  place.onProgress?.(`Building ${step.name} …`);
  await step.run();
  await stamps.write(step.name, hash);
  return true;
}
