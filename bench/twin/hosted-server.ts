import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ServerOptions, ServerReply, Usage } from "./server-child.ts";

/** A server in a process of its own. */
export interface HostedServer {
  port: number;
  /** What its process has used since its start. */
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Starts a server in a child process. @throws Error when it does not come to listen. */
export async function hostServer(options: ServerOptions): Promise<HostedServer> {
  const child = fork(
    fileURLToPath(new URL("./server-child.ts", import.meta.url)),
    [JSON.stringify(options)],
    { execArgv: ["--disable-warning=ExperimentalWarning"], stdio: ["ignore", 2, 2, "ipc"] },
  );
  const port = await listeningPort(child, options.name);
  return {
    port,
    async usage() {
      const answer = answerOf(child, options.name);
      child.send("usage");
      return usageIn(await answer);
    },
    async stop() {
      if (hasEnded(child)) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function listeningPort(child: ChildProcess, name: string): Promise<number> {
  const reply = await answerOf(child, name);
  if (reply.kind === "listening") return reply.port;
  child.disconnect();
  throw new Error(`The server ${name} did not start: ${reply.kind === "failed" ? reply.reason : reply.kind}`);
}

function usageIn(reply: ServerReply): Usage {
  if (reply.kind === "used") return reply.usage;
  throw new Error(`A server was asked for its usage and answered ${reply.kind}.`);
}

function answerOf(child: ChildProcess, name: string): Promise<ServerReply> {
  return new Promise((resolve, reject) => {
    const ended = () =>
      reject(new Error(`The process of ${name} ended with ${child.signalCode ?? `code ${child.exitCode}`}.`));
    if (hasEnded(child)) return ended();
    child.once("exit", ended);
    child.once("message", (reply) => {
      child.off("exit", ended);
      resolve(reply as ServerReply);
    });
  });
}
