import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, wallClock } from "./aws/clock.ts";
import { claimsOf, type GoogleUser } from "./google/claims.ts";
import { createKeyring } from "./google/keys.ts";
import { answer, type GoogleCall, type Issuer } from "./google/routes.ts";
import { signToken } from "./google/sign.ts";
import { isLoopback } from "./google/sign-in-request.ts";

/** How to start the Google stand-in. */
export interface GoogleOptions {
  /** 0, as when absent, takes any free port. */
  port?: number;
  clock?: Clock;
  /** The audience of every token. */
  clientId?: string;
  users?: readonly GoogleUser[];
}

/** What to change in a token, for instance to make a bad one; a claim set to undefined is left out. */
export interface TokenOverrides {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
}

/** A running issuer of Google-like ID tokens. */
export interface GoogleStandIn {
  /** Also the issuer that the tokens name. */
  readonly url: string;
  readonly port: number;
  readonly jwksUri: string;
  readonly clientId: string;
  readonly users: readonly GoogleUser[];
  /** A signed ID token for `email`, whether or not it is one of the users. */
  token(email: string, overrides?: TokenOverrides): string;
  /** Signs with a new key from now on; the old ones stay published. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** The development users; the last is on nobody's list. */
export const developmentUsers: readonly GoogleUser[] = [
  { email: "operator@example.com", name: "Olive Operator" },
  { email: "admin@example.com", name: "Ada Admin" },
  { email: "viewer@example.com", name: "Vera Viewer" },
  { email: "stranger@example.net", name: "Sam Stranger" },
];

const largestBody = 64 * 1024;

/**
 * Starts a loopback RS256 issuer with fresh keys.
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function startGoogle(options: GoogleOptions = {}): Promise<GoogleStandIn> {
  const { clock = wallClock(), clientId = "marketbrewer-local", users = developmentUsers } = options;
  const keys = await createKeyring();
  const server = createServer((request, response) => void serve(issuer, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const token = (email: string, { claims = {}, header = {} }: TokenOverrides = {}) => {
    const user = users.find((each) => each.email === email) ?? {
      email,
      name: email.split("@", 1)[0] ?? email,
    };
    return signToken(keys.current(), { ...claimsOf(user, url, clientId, clock.now()), ...claims }, header);
  };
  const issuer: Issuer = { url, clientId, users, keys, token };
  return {
    url,
    port,
    jwksUri: `${url}/oauth2/v3/certs`,
    clientId,
    users,
    token,
    rotate: () => keys.rotate(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(issuer: Issuer, request: IncomingMessage, response: ServerResponse) {
  // A foreign host name that resolves to this machine must not be able to fetch a token.
  if (!isLoopback(request.headers.host ?? ""))
    return end(response, 403, "This server answers on loopback only.");
  const call = await readCall(request).catch(() => undefined);
  if (!call)
    return end(response, 400, "The body is not readable: send a form or a JSON object of up to 64 KB.");
  const reply = answer(issuer, call);
  response.writeHead(reply.status, {
    ...reply.headers,
    "x-content-type-options": "nosniff",
    "content-length": Buffer.byteLength(reply.body),
  });
  return response.end(reply.body);
}

function end(response: ServerResponse, status: number, error: string) {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ error: "invalid_request", error_description: error }));
}

async function readCall(request: IncomingMessage): Promise<GoogleCall> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request as AsyncIterable<string>) if (text.length <= largestBody) text += chunk;
  if (text.length > largestBody) throw new RangeError("too large");
  const isJson = request.headers["content-type"]?.startsWith("application/json");
  const body = new URLSearchParams(isJson ? members(text) : text);
  const { method = "", headers } = request;
  return { method, path: url.pathname, query: url.searchParams, body, accept: headers.accept ?? "" };
}

function members(text: string): Record<string, string> {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null) throw new TypeError("not an object");
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}
