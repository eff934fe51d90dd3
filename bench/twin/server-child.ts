import { createRequire } from "node:module";
import type { AddressInfo, Server } from "node:net";
import { childOptions } from "../queue/child.ts";

/* A process that holds one server, so that what it costs can be told from what its client costs. */

/** The servers that can be measured. */
export type ServerName = "ours" | "fauxqs" | "dynalite";

/** Which server to start. */
export interface ServerOptions {
  name: ServerName;
  /** Where ours keeps its journal; in memory when absent. */
  directory?: string;
}

/** What the process has used so far; memory is in bytes. */
export interface Usage {
  cpuSeconds: number;
  rss: number;
  peakRss: number;
}

/** From the process: once where it listens or why it does not, then its usage each time it is asked. */
export type ServerReply =
  | { kind: "listening"; port: number }
  | { kind: "failed"; reason: string }
  | { kind: "used"; usage: Usage };

// Each is loaded only where it runs: a process shall not hold the code of the others.
const start: Record<ServerName, (options: ServerOptions) => Promise<number>> = {
  ours: async ({ directory }) => {
    const { fileJournal, startStack } = await import("#aws");
    const journal = directory === undefined ? {} : { journal: fileJournal(directory) };
    const { awsUrl } = await startStack({ template: { Resources: {} }, codeDirectory: () => "", ...journal });
    return Number(new URL(awsUrl).port);
  },
  fauxqs: async () => {
    const { buildApp } = await import("fauxqs");
    return Number(new URL(await buildApp({ logger: false }).listen({ port: 0, host: "127.0.0.1" })).port);
  },
  dynalite: async () => {
    // It ships no types.
    const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;
    const server = dynalite({ createTableMs: 0 });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  },
};

const options = childOptions<ServerOptions>();
const tell = (reply: ServerReply) => process.send?.(reply);

process.on("message", () => tell({ kind: "used", usage: usage() }));
process.on("disconnect", () => process.exit(0));
tell(await start[options.name](options).then(listening, failed));

function listening(port: number): ServerReply {
  return { kind: "listening", port };
}

function failed(reason: unknown): ServerReply {
  return { kind: "failed", reason: reason instanceof Error ? reason.message : String(reason) };
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    rss: process.memoryUsage.rss(),
    peakRss: process.resourceUsage().maxRSS * 1024,
  };
}
