import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came over the wire. */
export interface Recorded {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** A loopback server that writes down what it is sent. */
export interface RecordingServer {
  url: string;
  requests: Recorded[];
  close(): Promise<void>;
}

/** Answers a recorded request. */
export type Respond = (request: Recorded, response: ServerResponse) => void | Promise<void>;

/** Starts a server on any free port. */
export async function startRecording(respond: Respond): Promise<RecordingServer> {
  const requests: Recorded[] = [];
  const server = createServer(async (request, response) => {
    const recorded = await record(request);
    requests.push(recorded);
    await respond(recorded, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function record(request: IncomingMessage): Promise<Recorded> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = "", url: path = "", headers } = request;
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  return { method, path, headers: headers as Record<string, string>, body };
}

/** Passes requests on to the server at `url`. */
export const passOnTo =
  (url: string): Respond =>
  async ({ method, path, headers, body }, response) => {
    const { "anthropic-version": version = "", authorization = "", "x-api-key": key = "" } = headers;
    const reply = await fetch(url + path, {
      method,
      headers: {
        "content-type": "application/json",
        "anthropic-version": version,
        ...(authorization && { authorization }),
        ...(key && { "x-api-key": key }),
      },
      body: JSON.stringify(body),
    });
    response.writeHead(reply.status, { "content-type": reply.headers.get("content-type") ?? "" });
    response.end(await reply.text());
  };
