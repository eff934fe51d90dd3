import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ensureBundled } from "./ensure-built.ts";
import { functionsDirectory } from "./steps.ts";
import { zipDirectory } from "./zip.ts";

/** What the plugin uses of osls. */
interface Serverless {
  readonly serviceDir: string;
  readonly processedInput: { readonly commands: readonly string[] };
  getProvider(name: "aws"): { getStage(): string };
  readonly service: {
    readonly service: string;
    readonly package: { artifactDirectoryName?: string };
    getAllFunctions(): string[];
    getFunction(name: string): { package?: { artifact?: string } };
  };
}

/** Hands our own bundles to osls as deterministic zips. */
export default class ServerlessPlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(serverless: Serverless) {
    const pack = () => packFunctions(serverless);
    this.hooks = {
      "before:package:createDeploymentArtifacts": pack,
      "before:deploy:function:packageFunction": pack,
    };
  }
}

async function packFunctions(serverless: Serverless): Promise<void> {
  await ensureBundled();
  // osls moves what lies in this folder to where `--package` says.
  const directory = path.join(serverless.serviceDir, ".serverless");
  await mkdir(directory, { recursive: true });
  const digest = createHash("sha256");
  for (const name of serverless.service.getAllFunctions()) {
    const artifact = path.join(directory, `${name}.zip`);
    await zipDirectory(path.join(functionsDirectory, name), artifact);
    serverless.service.getFunction(name).package = { artifact };
    digest.update(await readFile(artifact));
  }
  if (serverless.processedInput.commands[0] === "package") {
    serverless.service.package.artifactDirectoryName = contentDirectory(serverless, digest.digest("hex"));
  }
}

// osls names the folder in the bucket by the time; so that packaging twice gives the same template, ours is named by
// its content. A deployment keeps the time: rolling back and cleaning up find their way by it.
function contentDirectory(serverless: Serverless, digest: string): string {
  const stage = serverless.getProvider("aws").getStage();
  return `serverless/${serverless.service.service}/${stage}/${digest.slice(0, 32)}`;
}
