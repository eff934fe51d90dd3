import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { cacheDirectory } from "./load-template/cache-directory.ts";
import { findCode } from "./load-template/find-code.ts";
import { parseYaml } from "./load-template/parse-yaml.ts";
import { record } from "./load-template/record.ts";
import type { Template, TemplateResource } from "./provision/template.ts";

export interface LoadTemplateOptions {
  /** Where the code of a function is (a folder or a zip file), by the function's name or logical id. */
  code?: Readonly<Record<string, string>>;
}

/** A template from a file, with what a stack needs to find its functions' code. */
export interface LoadedTemplate {
  template: Template;
  codeDirectory(functionName: string, resource: TemplateResource, logicalId: string): Promise<string>;
}

/**
 * Reads a CloudFormation template in JSON or YAML, as `serverless package`, `cdk synth`, `sam build` or a person
 * writes it. The code of its functions is looked for beside it; zip files are unpacked into a cache.
 * @throws Error in one sentence when the file cannot be read or is no template.
 */
export function loadTemplate(file: string, { code = {} }: LoadTemplateOptions = {}): LoadedTemplate {
  const template = readTemplate(file);
  const directory = dirname(resolve(file));
  return {
    template,
    codeDirectory: (functionName, resource, logicalId) =>
      findCode({
        functionName,
        resource,
        directory,
        cache: cacheDirectory(directory),
        given: code[functionName] ?? code[logicalId],
      }),
  };
}

function readTemplate(file: string): Template {
  const template = parse(file, textOf(file));
  const resources = record(record(template).Resources);
  const entries = Object.entries(resources);
  if (entries.length === 0)
    throw new Error(`${file} has no Resources: it is no CloudFormation template. ${hint(template)}`);
  const untyped = entries.find(
    ([name, resource]) => !name.startsWith("Fn::") && typeof record(resource).Type !== "string",
  );
  if (untyped) throw new Error(`${file}: the resource ${untyped[0]} has no Type: correct it.`);
  return template as Template;
}

/** What to do about the configuration of a tool that writes templates. */
const hint = (found: unknown) =>
  record(found).service !== undefined && record(found).provider !== undefined
    ? 'This is a serverless.yml: run "serverless package" and give ".serverless/cloudformation-template-update-stack.json".'
    : 'Give the file that "serverless package", "cdk synth" or "sam build" writes.';

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as { code?: string };
    const reason = code === "ENOENT" ? "is not there" : `cannot be read (${code})`;
    throw new Error(`The template ${file} ${reason}: give the path of a CloudFormation template.`);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new Error(`${file} is neither JSON nor YAML: ${reason}`);
  }
}
