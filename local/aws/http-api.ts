import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "./clock.ts";
import { gatewayReply, type HttpReply, httpReply } from "./http/reply.ts";
import { createRouter, type RouteMatch } from "./http/router.ts";
import { type HttpEvent, httpEvent, splitUrl } from "./http-event.ts";
import type { InvokeResult } from "./lambda.ts";
import { readBody } from "./read-body.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";
import type { Endpoint } from "./wire.ts";
import { within } from "./within.ts";

// HTTP APIs take payloads of up to 10 MB: http-api-quotas in the API Gateway developer guide.
const largestBody = 10 * 1024 * 1024;

/** A limit in requests a second, and how many may come at once. */
export interface Throttle {
  rateLimit: number;
  burstLimit: number;
}

/** A route and the function behind it. */
export interface HttpRoute {
  /** `GET /pets/{id}`, `ANY /{proxy+}`, `$default`. */
  routeKey: string;
  functionName: string;
  /** Replaces the stage's limit for this route. */
  throttle?: Throttle;
  /** How long the gateway waits for the function; 30,000 ms when absent, the most that AWS allows. */
  timeoutMs?: number;
}

/** An HTTP API with its `$default` stage. */
export interface HttpApiDefinition {
  apiId: string;
  routes: readonly HttpRoute[];
  /** The limit of the routes that have none of their own; they share it. */
  throttle?: Throttle;
}

export interface HttpApiOptions {
  clock: Clock;
  accountId: string;
  region: string;
  /** Rejects when the function cannot be started (throttled, for one). */
  invoke(functionName: string, event: HttpEvent, options: { traceHeader: string }): Promise<InvokeResult>;
  /** Takes a request that no route matches; true when it answers it. */
  fallback?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** 0, the default, takes any free port. */
  port?: number;
}

export interface HttpApi extends Endpoint {
  /** Serves an API from now on; before it, no request matches a route. */
  serve(definition: HttpApiDefinition): void;
}

type Route = HttpRoute & { bucket?: TokenBucket };
type Match = RouteMatch<Route>;

const longestWait = 30_000;

/**
 * Listens on loopback as an API Gateway HTTP API with payload format 2.0.
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function createHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const { clock } = options;
  let apiId = "local";
  let find = createRouter<Route>([]);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(`The HTTP API failed on ${request.method} ${request.url}:`, error);
      response.destroy();
    });
  });
  const port = await listen(server, options.port ?? 0);

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const requestId = `${randomBytes(11).toString("base64url")}=`;
    const match = find(request.method ?? "GET", splitUrl(request.url ?? "/").path);
    if (!match && options.fallback?.(request, response)) return;
    const reply = match ? await through(request, match, requestId) : gatewayReply(404, "Not Found");
    write(response, reply, requestId);
  }

  async function through(request: IncomingMessage, match: Match, requestId: string): Promise<HttpReply> {
    if (match.route.bucket?.take() === false) return gatewayReply(429, "Too Many Requests");
    const body = await readBody(request, largestBody).catch(() => undefined);
    if (!body) return gatewayReply(413, "Request Entity Too Large");
    const { routeKey } = match.route;
    const { accountId, region } = options;
    const context = { accountId, region, apiId, routeKey, requestId, port, now: clock.now() };
    const event = httpEvent(request, body, { ...context, pathParameters: match.pathParameters });
    return integrate(match.route, event);
  }

  async function integrate({ functionName, timeoutMs = longestWait }: Route, event: HttpEvent) {
    const traceHeader = event.headers["x-amzn-trace-id"] ?? "";
    const invocation = options.invoke(functionName, event, { traceHeader });
    const result = await within(clock, timeoutMs, invocation).catch(() => undefined);
    if (result === undefined) return gatewayReply(503, "Service Unavailable");
    const reply = result.error ? undefined : httpReply(result.payload);
    return reply ?? gatewayReply(500, "Internal Server Error");
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    serve(definition) {
      const shared = bucketOf(clock, definition.throttle);
      apiId = definition.apiId;
      find = createRouter<Route>(
        definition.routes.map((route) => ({ ...route, bucket: bucketOf(clock, route.throttle) ?? shared })),
      );
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

const bucketOf = (clock: Clock, throttle?: Throttle) =>
  throttle && createTokenBucket(clock, throttle.rateLimit, throttle.burstLimit);

function write(response: ServerResponse, reply: HttpReply, requestId: string) {
  const cookies = [...reply.cookies, reply.headers["set-cookie"] ?? []].flat();
  const headers = {
    ...reply.headers,
    ...(cookies.length > 0 && { "set-cookie": cookies }),
    "apigw-requestid": requestId,
    "content-length": reply.body.length,
  };
  try {
    response.writeHead(reply.status, headers).end(reply.body);
  } catch {
    // Node refuses a header that the function set, such as one with a line feed in it.
    write(response, gatewayReply(500, "Internal Server Error"), requestId);
  }
}
