import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, wallClock } from "./aws/clock.ts";
import { readBody } from "./aws/read-body.ts";
import { ClaudeError, errorBody } from "./claude/claude-error.ts";
import type { ClaudeCounters } from "./claude/counters.ts";
import { type ClaudeEngine, createClaude } from "./claude/engine.ts";
import { engineFetch } from "./claude/engine-fetch.ts";
import { type ClaudeSettings, changeSettings, healthy } from "./claude/settings.ts";

/** How to start the Claude stand-in; what is not given is healthy, unlimited and immediate. */
export interface ClaudeOptions {
  /** 0, as when absent, takes any free port. */
  port?: number;
  clock?: Clock;
  /** Repeats a run: failures, waiting times and ids are drawn from it in order of arrival. */
  seed?: number;
  settings?: Partial<ClaudeSettings>;
}

/** A running stand-in for the Anthropic API. */
export interface ClaudeStandIn {
  /** For the SDK's `baseURL`. */
  readonly url: string;
  readonly port: number;
  /** Read at every call, so that a change takes effect at once; `PUT /_settings` changes the same object. */
  readonly settings: ClaudeSettings;
  readonly counters: ClaudeCounters;
  /** For the SDK's `fetch`: the same stand-in without the network, as a virtual clock needs it. */
  readonly fetch: typeof globalThis.fetch;
  /** Ends every open request and stops. */
  close(): Promise<void>;
}

// https://platform.claude.com/docs/en/api/errors: 32 MB for the Messages API.
const largestBody = 32 * 1024 * 1024;

/**
 * Starts a loopback server that speaks the Anthropic Messages API and writes landing pages.
 * @throws RangeError when a setting is out of range; Error with code EADDRINUSE when the port is taken.
 */
export async function startClaude(options: ClaudeOptions = {}): Promise<ClaudeStandIn> {
  const settings = changeSettings(healthy, options.settings ?? {});
  const engine = createClaude(options.clock ?? wallClock(), options.seed ?? 1, settings);
  const server = createServer((request, response) => void serve(engine, request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    settings: engine.settings,
    counters: engine.counters,
    fetch: engineFetch(engine),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(engine: ClaudeEngine, request: IncomingMessage, response: ServerResponse) {
  const hangUp = new AbortController();
  // Only a caller that left early: an abort is not free, and a finished reply has nothing to stop.
  response.on("close", () => {
    if (!response.writableFinished) hangUp.abort();
  });
  const body = await readBody(request, largestBody).catch(() => undefined);
  if (body === undefined) return refuse(response);
  const reply = await engine.call({
    method: request.method ?? "",
    path: (request.url ?? "").split("?", 1)[0] ?? "",
    headers: request.headers as Record<string, string | undefined>,
    body: body.toString("utf8"),
    signal: hangUp.signal,
  });
  if (!reply) return response.destroy();
  response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
  return response.end(reply.body);
}

function refuse(response: ServerResponse) {
  const error = new ClaudeError(413, "request_too_large", "Request exceeds the maximum size");
  // The real edge refuses before the API has seen the request, so there is no id to give.
  response.writeHead(413, { "content-type": "application/json", connection: "close" });
  return response.end(JSON.stringify(errorBody(error, null)));
}
