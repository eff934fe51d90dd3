import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

/** A server in a process of its own, ended by whoever started it. */
export interface Child {
  /** The first line that it printed. */
  firstLine: string;
  stop(): Promise<void>;
}

/** Starts a command and waits for the first line that matches. @throws Error with its errors when it ends before. */
export async function startChild(command: string, args: string[], ready: RegExp): Promise<Child> {
  const child = spawn(command, args);
  const errors: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => errors.push(text));
  const lines = createInterface({ input: child.stdout });
  const firstLine = await new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => ready.test(line) && resolve(line));
    child.once("error", reject);
    child.once("close", (code) =>
      reject(
        new Error(`${command} ended with ${code} before it was ready:\n${errors.join("").slice(-2_000)}`),
      ),
    );
  });
  return { firstLine, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill();
  await closed;
}

/** A loopback port that was free a moment ago, for a server that cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until something listens on a loopback port. @throws Error after half a minute. */
export async function waitForPort(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await listens(port)) return;
    await wait(100);
  }
  throw new Error(`Nothing listens on port ${port} after 30 s.`);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
