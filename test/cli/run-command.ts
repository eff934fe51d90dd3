import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { root } from "#build/root.ts";

const script = path.join(root, "cli/marketbrewer.js");

/** How a run of the command ended. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A command that runs. */
export interface Running {
  /** The first line that the pattern matches, on either stream, past or to come; rejects when the command ends first. */
  line(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  ended: Promise<Ended>;
}

/** Starts `marketbrewer` in a process of its own. */
export function runCommand(args: readonly string[], cwd = root): Running {
  const child = spawn(process.execPath, [script, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const texts = { out: "", err: "" };
  for (const [name, stream] of [
    ["out", child.stdout],
    ["err", child.stderr],
  ] as const)
    createInterface(stream).on("line", (line) => {
      texts[name] += `${line}\n`;
      lines.push(line);
      for (const look of waiting) look();
    });
  const ended = end(child).then((code) => ({ code, ...texts }));
  return {
    ended,
    signal: (name) => child.kill(name),
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended without a line ${pattern}:\n${lines.join("\n")}`)));
      }),
  };
}

const end = (child: ChildProcess) =>
  new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
