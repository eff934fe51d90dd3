import path from "node:path";
import { functionNames } from "./function-names.ts";
import { root } from "./root.ts";
import type { Step } from "./run-steps.ts";

/** Where everything that is built goes. */
export const buildDirectory = path.join(root, ".build");
/** Where the bundles stand, one folder per function. */
export const functionsDirectory = path.join(buildDirectory, "functions");

/** Where a stage's template, zips and osls's account of them stand. */
export const packageDirectory = (stage: string): string => path.join(buildDirectory, "package", stage);
/** The CloudFormation template of a stage. */
export const templateFile = (stage: string): string =>
  path.join(packageDirectory(stage), "cloudformation-template-update-stack.json");

const tools = ["build", "package.json", "package-lock.json"];
const sources = ["domain", "middleware", "cloud", "pipeline", "functions", "openapi.json", ...tools];

/** The request validators. */
export const validators: Step = {
  name: "validators",
  inputs: ["domain", ...tools],
  outputs: ["validators.js", "validators.d.ts"],
  async run() {
    const { buildValidators } = await import("./validators.ts");
    await buildValidators(buildDirectory);
  },
};

/** The Lambda bundles. */
export const functions: Step = {
  name: "functions",
  inputs: sources,
  outputs: functionNames.map((name) => `functions/${name}/index.mjs`),
  async run() {
    const { bundleFunctions } = await import("./bundle.ts");
    const entries = functionNames.map((name) => [name, path.join(root, "functions", `${name}.ts`)]);
    await bundleFunctions({ entries: Object.fromEntries(entries), directory: functionsDirectory });
  },
};

/** The CloudFormation template of a stage, with the zips that it names. */
export function template(stage: string): Step {
  return {
    name: `template-${stage}`,
    inputs: ["serverless.yml", ...sources],
    outputs: [path.relative(buildDirectory, templateFile(stage))],
    async run() {
      const { packageTemplate } = await import("./package-template.ts");
      await packageTemplate(stage, packageDirectory(stage));
    },
  };
}
