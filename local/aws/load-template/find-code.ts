import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { TemplateResource } from "../provision/template.ts";
import { ownFolder } from "./own-folder.ts";
import { record } from "./record.ts";
import { unzip } from "./unzip.ts";

export interface FindCodeOptions {
  functionName: string;
  /** With its property Code evaluated. */
  resource: TemplateResource;
  /** Where the template is. */
  directory: string;
  /** Where unpacked code goes. */
  cache: string;
  /** Where the code is instead of where the template says. */
  given: string | undefined;
}

/** The folder with a function's code. @throws Error that says where it was looked for, and what to do. */
export async function findCode(options: FindCodeOptions): Promise<string> {
  const { functionName, resource, directory, cache, given } = options;
  const code = resource.Properties?.Code;
  const inline = record(code).ZipFile;
  if (given === undefined && typeof inline === "string") return writeInline(inline, cache);
  const places =
    given === undefined
      ? placesOf(code, resource.Metadata).map((place) => resolve(directory, place))
      : [resolve(given)];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined)
    return statSync(found).isDirectory() ? ownFolder(found, cache) : unzip(found, cache);
  const looked = places.length > 0 ? `looked for ${places.join(" and ")}` : `Code is ${JSON.stringify(code)}`;
  throw new Error(
    `The code of the function ${functionName} is not there (${looked}): package the project, or say where it is with --code ${functionName}=PATH.`,
  );
}

/** Paths relative to the template at which tools put what `Code` names, the most likely first. */
function placesOf(code: unknown, metadata: Record<string, unknown> = {}): string[] {
  if (typeof code === "string") return /^\w+:\/\//.test(code) ? [] : [code];
  const key = record(code).S3Key;
  if (typeof key !== "string") return [];
  const name = basename(key);
  const asset = metadata["aws:asset:path"];
  // The Serverless Framework puts zip files beside the template, the CDK folders and files named by their hash.
  return [
    ...(typeof asset === "string" ? [asset] : []),
    name,
    `asset.${name.replace(/\.zip$/, "")}`,
    `asset.${name}`,
    key,
    // A zip file that a Serverless project brings itself stays beside its serverless.yml.
    join("..", name),
  ];
}

async function writeInline(source: string, cache: string): Promise<string> {
  const directory = join(cache, createHash("sha256").update(source).digest("hex"));
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "index.js"), source);
  // Without it, a package.json further up would decide what kind of module this is.
  await writeFile(join(directory, "package.json"), "{}\n");
  return directory;
}
