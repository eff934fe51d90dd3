import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const held = new Set<string>();

/** The process that holds a lock: its id, and what tells it from a later process with the same id. */
interface Holder {
  pid: number;
  started: string;
}

/**
 * Takes a directory for this process until the returned function is called. A lock whose process has died is taken over.
 * @throws Error when another stand-in holds it.
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, "journal.lock");
  const own: Holder = { pid: process.pid, started: startOf(process.pid) };
  if (!create(path, own)) {
    const holder = readHolder(path);
    if (holder && isRunning(holder, path)) throw inUse(directory, holder.pid, path);
    setAside(path);
    if (!create(path, own)) throw inUse(directory, readHolder(path)?.pid, path);
  }
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

function create(path: string, own: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(own), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

// A process that was killed while it wrote the file leaves one that says nothing.
function readHolder(path: string): Holder | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, started }: Holder, path: string): boolean {
  if (pid === process.pid) return held.has(path);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startOf(pid) === started;
}

/** When a process started, as Linux counts it; empty where that cannot be known, so that the id alone counts. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")")).split(" ")[20] ?? "";
  } catch {
    return "";
  }
}

// Two that find the same dead lock cannot both rename it.
function setAside(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

const inUse = (directory: string, pid: number | undefined, path: string) =>
  new Error(
    `The folder ${directory} is in use by ${pid === undefined ? "another process" : `process ${pid}`}: ` +
      `end that one or choose another folder; if none is running, delete ${path}.`,
  );
