import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { root } from "#build/root.ts";
import { packageDirectory } from "./readme.ts";

/** What `npm pack` says of a tarball. */
export interface Tarball {
  filename: string;
  /** Bytes of the tarball. */
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

/** An empty project somewhere else on this machine, with the package installed from its tarball. */
export interface PackedProject {
  directory: string;
  tarball: Tarball;
  write(file: string, text: string): Promise<void>;
  /** Runs a file of the project with this Node; resolves with what it printed. */
  run(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

const run = promisify(execFile);

/** Packs the package as `npm publish` would, and installs it without any registry. */
export async function packProject(): Promise<PackedProject> {
  // Resolved, because Node names files by their real paths in stack traces and in import.meta.url.
  const home = await realpath(await mkdtemp(join(tmpdir(), "packed-")));
  const directory = join(home, "project");
  await mkdir(directory);
  const [tarball]: Tarball[] = JSON.parse(
    await npm(packageDirectory, "pack", "--json", "--pack-destination", home),
  );
  if (!tarball) throw new Error("npm pack named no tarball.");
  const project: PackedProject = {
    directory,
    tarball,
    write: (file, text) => writeFile(join(directory, file), text),
    run: async (...args) => (await run(process.execPath, args, { cwd: directory, env: bare() })).stdout,
    remove: () => rm(home, { recursive: true, force: true }),
  };
  await project.write("package.json", JSON.stringify({ private: true, type: "module" }));
  // Dependencies that lie there already are taken as they are, so that no registry is asked.
  for (const folder of dependencyFolders(packageDirectory))
    await cp(folder, join(directory, "node_modules", basename(folder)), { recursive: true });
  const file = join(home, tarball.filename);
  await npm(directory, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", file);
  for (const scope of ["@aws-sdk", "@types"])
    await symlink(join(root, "node_modules", scope), join(directory, "node_modules", scope), "junction");
  return project;
}

// A variable that npm or Jest set for this process must not reach the project's own.
const bare = () => ({ PATH: process.env.PATH ?? "" });

async function npm(cwd: string, ...args: string[]): Promise<string> {
  // npm names its own script to what it runs; on Windows there is no other file that can be run without a shell.
  const script = process.env.npm_execpath;
  const [file, first] = script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
  const options = { cwd, maxBuffer: 2 ** 24 };
  const { stdout } = await run(file, [...first, ...args], options).catch(({ stdout, stderr }) => {
    throw new Error(`npm ${args[0]} failed:\n${stdout}${stderr}`);
  });
  return stdout;
}

/** The folders of everything that a package needs at run time, found as Node finds them. */
function dependencyFolders(folder: string, found = new Set<string>()): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const target = folderOf(name, folder);
    if (found.has(target)) continue;
    found.add(target);
    dependencyFolders(target, found);
  }
  return [...found];
}

function folderOf(name: string, from: string): string {
  const folder = join(from, "node_modules", name);
  try {
    readFileSync(join(folder, "package.json"));
    return folder;
  } catch (cause) {
    if (dirname(from) === from) throw new Error(`${name} is not installed: run npm ci.`, { cause });
    return folderOf(name, dirname(from));
  }
}
