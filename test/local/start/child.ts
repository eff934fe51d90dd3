import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const inRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** How a process ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A running `npm start`. */
export interface Child {
  /** Settles once stdout matches; rejects with what was printed when the process ends before that. */
  printed(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Settles when the process has ended and all that it printed was read. */
  ended: Promise<Ended>;
}

const requireNode = inRoot("build/require-node.js");

/** Runs what `npm start -- …args` runs, in an empty folder of its own. */
export const start = (args: readonly string[], variables: Record<string, string> = {}) =>
  run(["--import", requireNode, inRoot("local/start.ts"), ...args], variables);

/** Runs the check of Node's version in a Node that says that it is `version`. */
export function runUnderNode(version: string): Promise<Ended> {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
  const imports = [
    "--import",
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    "--import",
    requireNode,
  ];
  return run([...imports, "--eval", 'console.log("started")'], {}).ended;
}

function run(args: readonly string[], variables: Record<string, string>): Child {
  const cwd = mkdtempSync(join(tmpdir(), "start-"));
  const { NODE_OPTIONS: _, ANTHROPIC_API_KEY: __, ...inherited } = process.env;
  const child = spawn(process.execPath, args, { cwd, env: { ...inherited, ...variables } });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      rmSync(cwd, { recursive: true, force: true });
      resolve({ code, signal, stdout, stderr });
    });
  });
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => pattern.test(stdout) && resolve(stdout);
        child.stdout.on("data", look);
        child.on("close", () =>
          reject(new Error(`It ended before it printed ${pattern}:\n${stdout}${stderr}`)),
        );
        look();
      }),
  };
}

/** Listens on a loopback port; any free one when 0. @throws Error with code EADDRINUSE when it is taken. */
export function occupy(port = 0): Promise<{ port: number; free(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server: Server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        free: () => new Promise((done) => void server.close(() => done())),
      }),
    );
  });
}
