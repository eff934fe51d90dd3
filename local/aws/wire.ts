import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { AwsError } from "./aws-error.ts";
import { readBody } from "./read-body.ts";
import type { WireReply, WireRequest } from "./wire/exchange.ts";
import { failureOf, type OnError } from "./wire/failure.ts";
import { foreignCaller } from "./wire/foreign-caller.ts";
import { refuseOnSocket } from "./wire/socket-refusal.ts";
import { tooLarge, unpack } from "./wire/unpack.ts";

/** A listening endpoint on loopback. */
export interface Endpoint {
  url: string;
  port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** How long a client may take to send a request, in milliseconds; 60,000 when absent. */
  receiveTimeout?: number;
  /** Takes the stack of a mistake inside the stand-in; stderr when absent. */
  onError?: OnError;
}

type Dispatch = (request: WireRequest) => Promise<WireReply>;

// The largest request that AWS takes here is a 16 MB DynamoDB batch; anything above is refused.
const largestBody = 17 * 1024 * 1024;

/**
 * Serves the AWS protocols on one port of 127.0.0.1, to programs and not to web pages.
 * @param port 0 takes any free one.
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function serveWire(
  dispatch: Dispatch,
  port = 0,
  { receiveTimeout = 60_000, onError = console.error }: ServeOptions = {},
): Promise<Endpoint> {
  const server = createServer(
    {
      requestTimeout: receiveTimeout,
      connectionsCheckingInterval: receiveTimeout / 4,
      keepAliveTimeout: 60_000,
    },
    (request, response) => void answer(dispatch, onError, request, response),
  );
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => refuseOnSocket(socket, error.code));
  server.on("connect", (_request, socket) => refuseOnSocket(socket));
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
  dispatch: Dispatch,
  onError: OnError,
  message: IncomingMessage,
  response: ServerResponse,
) {
  try {
    const reply = await replyTo(dispatch, message, hangUpOf(message.socket));
    if (!reply || reply.dropped) response.destroy();
    else send(response, reply);
  } catch (error) {
    const failure = failureOf(error, "the wire", onError);
    if (failure && !response.headersSent) send(response, refusal(failure));
    else response.destroy();
  }
}

/** Undefined when the client hung up before the end of its request. */
async function replyTo(
  dispatch: Dispatch,
  message: IncomingMessage,
  signal: AbortSignal,
): Promise<WireReply | undefined> {
  const { headers, method, url } = message;
  const target = headers["x-amz-target"];
  const request: WireRequest = {
    target: Array.isArray(target) ? target[0] : target,
    body: "",
    method,
    url,
    headers,
    signal,
  };
  const reason = foreignCaller(request);
  if (reason) throw new AwsError("AccessDeniedException", reason, 403);
  const body = await readBody(message, largestBody).catch(() => null);
  if (body === null) return undefined;
  if (body === undefined) throw tooLarge(largestBody);
  const encoding = headers["content-encoding"];
  request.body = encoding === undefined ? body : await unpack(body, encoding, largestBody);
  return dispatch(request);
}

const refusal = ({ code, message, status }: AwsError): WireReply => ({
  status,
  headers: {
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-errortype": code,
    connection: "close",
  },
  body: JSON.stringify({ __type: code, message }),
});

function send(response: ServerResponse, { status, headers, body }: WireReply) {
  const length = Buffer.byteLength(body);
  headers["content-length"] = String(length);
  response.writeHead(status, headers);
  // Text of ASCII alone, as most replies are, goes out at less cost as what it is.
  if (typeof body === "string" && length === body.length) response.end(body, "latin1");
  else response.end(body);
}

const hangUps = new WeakMap<Socket, AbortSignal>();

/** Aborts when the connection closes. One serves all requests of a connection: to make one for each costs more than a routing. */
function hangUpOf(socket: Socket): AbortSignal {
  const known = hangUps.get(socket);
  if (known) return known;
  const hangUp = new AbortController();
  socket.once("close", () => hangUp.abort());
  hangUps.set(socket, hangUp.signal);
  return hangUp.signal;
}
