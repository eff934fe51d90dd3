import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { promisify } from "node:util";
import { root } from "#build/root.ts";

/** What `npm pack` says of a tarball. */
export interface Tarball {
  filename: string;
  /** Bytes of the tarball. */
  size: number;
  files: { path: string }[];
}

/** A project as `npm init` makes it, somewhere else on this machine, with the package installed from its tarball. */
export interface InstalledPackage {
  directory: string;
  tarball: Tarball;
  /** The tarball's place. */
  file: string;
  write(file: string, text: string): Promise<void>;
  /** Runs a file of the project; resolves with what it printed, also where it failed. */
  run(args: readonly string[], node?: string): Promise<Output>;
  remove(): Promise<void>;
}

/** What a process printed, and how it ended. */
export interface Output {
  stdout: string;
  stderr: string;
  code: number;
}

/** The package's folder. */
export const packageDirectory = join(root, "middleware");

const runFile = promisify(execFile);
const patienceMs = 60_000;

/** Builds, packs and installs the package as a stranger would, but without any registry. */
export async function installPackage(): Promise<InstalledPackage> {
  // Resolved, because Node names files by their real paths in stack traces and in import.meta.url.
  const home = await realpath(await mkdtemp(join(tmpdir(), "installed-")));
  const remove = () => rm(home, { recursive: true, force: true });
  try {
    return { ...(await installInto(home)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function installInto(home: string): Promise<Omit<InstalledPackage, "remove">> {
  const directory = join(home, "project");
  await mkdir(directory);
  const tarball = await pack(home);
  const file = join(home, tarball.filename);
  await npm(directory, "init", "--yes");
  // Dependencies that lie there already are taken as they are, so that no registry is asked.
  for (const folder of dependencyFolders(packageDirectory)) await copyPackage(folder, directory);
  await npm(directory, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", file);
  await symlink(join(root, "node_modules/zod"), join(directory, "node_modules/zod"), "junction");
  return {
    directory,
    tarball,
    file,
    write: (name, text) => writeFile(join(directory, name), text),
    run: (args, node = process.execPath) => runIn(directory, node, args),
  };
}

// Packed from a copy, as the checkout's own dist/ may be in use by somebody else.
async function pack(home: string): Promise<Tarball> {
  const copy = join(home, "package");
  await mkdir(copy);
  for (const file of ["package.json", "README.md", "LICENSE"])
    await cp(join(packageDirectory, file), join(copy, file));
  const build = join(packageDirectory, "scripts/build.ts");
  const { code, stdout, stderr } = await runIn(copy, process.execPath, [build, "--out", join(copy, "dist")]);
  if (code !== 0) throw new Error(`The package cannot be built:\n${stdout}${stderr}`);
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", home];
  const [tarball]: Tarball[] = JSON.parse(await npm(copy, ...args));
  if (!tarball) throw new Error("npm pack named no tarball.");
  return tarball;
}

async function runIn(cwd: string, node: string, args: readonly string[]): Promise<Output> {
  // A variable that npm or Jest set for this process must not reach the project's own.
  const options = { cwd, env: { PATH: process.env.PATH ?? "" }, timeout: patienceMs, maxBuffer: 2 ** 24 };
  try {
    return { ...(await runFile(node, args, options)), code: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as Output;
    if (typeof code !== "number") throw error;
    return { stdout, stderr, code };
  }
}

async function npm(cwd: string, ...args: string[]): Promise<string> {
  // npm names its own script to what it runs; on Windows there is no other file that can be run without a shell.
  const script = process.env.npm_execpath;
  const [file, first] = script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
  const { stdout } = await runFile(file, [...first, ...args], {
    cwd,
    timeout: patienceMs,
    maxBuffer: 2 ** 24,
  });
  return stdout;
}

async function copyPackage(folder: string, project: string): Promise<void> {
  const [, name = "", nested] = folder.split(`${sep}node_modules${sep}`);
  // One that lies inside of another comes along with that.
  if (nested === undefined) await cp(folder, join(project, "node_modules", name), { recursive: true });
}

/** The folders of everything that a package needs at run time, found as Node finds them. */
function dependencyFolders(folder: string, found = new Set<string>()): Set<string> {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const target = folderOf(name, folder);
    if (found.has(target)) continue;
    found.add(target);
    dependencyFolders(target, found);
  }
  return found;
}

function folderOf(name: string, from: string): string {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return folder;
  if (dirname(from) === from) throw new Error(`${name} is not installed: run npm ci.`);
  return folderOf(name, dirname(from));
}
