import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "../read-body.ts";
import type { Endpoint } from "../wire.ts";
import type { GatewayReply } from "./reply.ts";
import { type GatewayRequest, largestBody } from "./request.ts";

/** Larger than any gateway takes, so that the gateway itself can refuse a request with too many headers. */
const largestHeaders = 128 * 1024;

export interface GatewayServerOptions {
  /** Answers every request; never rejects but for a defect of its own. */
  handle(request: GatewayRequest): Promise<GatewayReply>;
  /** Takes a request before the gateway does; true when it answers it. */
  intercept(request: IncomingMessage, response: ServerResponse): boolean;
  /** 0 takes any free port. */
  port: number;
}

/**
 * Listens on loopback for the requests of a gateway.
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function listenForGateway(options: GatewayServerOptions): Promise<Endpoint> {
  const server = createServer({ maxHeaderSize: largestHeaders }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      console.error(`The gateway failed on ${request.method} ${request.url}:`, error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { handle, intercept }: GatewayServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (intercept(request, response)) return;
  const body = await readBody(request, largestBody).catch(() => "gone" as const);
  if (body === "gone") return;
  const reply = await handle({
    method: request.method ?? "GET",
    url: request.url ?? "/",
    headers: request.rawHeaders,
    body,
    httpVersion: request.httpVersion,
    sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
  });
  response.writeHead(reply.status, reply.headers).end(reply.body);
}
