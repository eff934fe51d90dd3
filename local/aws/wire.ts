import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { WireReply, WireRequest } from "./dispatch.ts";
import { readBody } from "./read-body.ts";

/** A listening endpoint on loopback. */
export interface Endpoint {
  url: string;
  port: number;
  close(): Promise<void>;
}

// The largest request that AWS takes here is a 16 MB DynamoDB batch; anything above is refused.
const largestBody = 17 * 1024 * 1024;

/**
 * Serves the AWS JSON protocols on one loopback port.
 * @param port 0 takes any free one.
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function serveWire(
  dispatch: (request: WireRequest) => Promise<WireReply>,
  port = 0,
): Promise<Endpoint> {
  const server = createServer((request, response) => void answer(dispatch, request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  dispatch: (request: WireRequest) => Promise<WireReply>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const hangUp = new AbortController();
  // Only a caller that left early: an abort is not free, and a finished reply has nothing to stop.
  response.on("close", () => {
    if (!response.writableFinished) hangUp.abort();
  });
  const body = await readText(request).catch(() => undefined);
  if (body === undefined) {
    response.writeHead(413, { "content-type": "application/x-amz-json-1.0", connection: "close" });
    response.end(
      JSON.stringify({
        __type: "RequestEntityTooLarge",
        message: "The request body is too large or not readable.",
      }),
    );
    return;
  }
  const target = request.headers["x-amz-target"];
  const reply = await dispatch({
    target: Array.isArray(target) ? target[0] : target,
    body,
    signal: hangUp.signal,
  });
  if (reply.dropped) {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
  response.end(reply.body);
}

/** The text of a body; undefined when it is too large or cannot be unpacked. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const raw = await readBody(request, largestBody);
  // CloudWatch's client compresses bodies above about 10 KB.
  const isPacked = raw && request.headers["content-encoding"] === "gzip";
  return (isPacked ? gunzipSync(raw, { maxOutputLength: largestBody }) : raw)?.toString("utf8");
}
