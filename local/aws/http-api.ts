import type { IncomingMessage, ServerResponse } from "node:http";
import { createIssuerKeys, type IssuerKeysOptions } from "./authorizer/issuer-keys.ts";
import { type Chance, createChance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import type { Gateway, GatewayContext } from "./http/gateway.ts";
import type { HttpApiDefinition } from "./http/http-definition.ts";
import { createHttpGateway } from "./http/http-gateway.ts";
import type { GatewayReply } from "./http/reply.ts";
import { type GatewayCall, gatewayRequest } from "./http/request.ts";
import { listenForGateway } from "./http/server.ts";
import type { RestApiDefinition } from "./rest/rest-definition.ts";
import { createRestGateway } from "./rest/rest-gateway.ts";
import type { Endpoint } from "./wire.ts";

export type { Authorizer, Guard } from "./authorizer/authorizers.ts";
export type { Throttle } from "./http/gateway.ts";
export type { HttpApiDefinition, HttpRoute, HttpStage } from "./http/http-definition.ts";

/** An API as a gateway serves it. */
export type ApiDefinition = HttpApiDefinition | RestApiDefinition;

export interface HttpApiOptions extends Pick<GatewayContext, "accountId" | "region" | "invoke"> {
  clock: Clock;
  /** Takes a request that no route matches; true when it answers it. */
  fallback?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** 0, the default, takes any free port. */
  port?: number;
  /** False opens no port: the API answers `handle` alone. */
  listen?: boolean;
  /** Where the ids of requests come from; the machine's chance when absent. */
  chance?: Chance;
  /** Where the keys of a token issuer are asked for instead of at its own URL, by that URL. */
  issuers?: IssuerKeysOptions["issuers"];
  /** Takes a sentence about an authorizer that cannot say anything; it goes to the terminal when absent. */
  onError?: (sentence: string) => void;
}

/** A gateway with one HTTP API or REST API behind it. */
export interface HttpApi extends Endpoint {
  /** Serves an API from now on; before it, no request matches a route. @throws Error on a malformed route. */
  serve(definition: ApiDefinition): void;
  /** Answers a request of this process, without a socket. */
  handle(call: GatewayCall): Promise<GatewayReply>;
}

/**
 * Listens on loopback as API Gateway does for an HTTP API or a REST API.
 * @throws Error with code EADDRINUSE when the port is taken.
 */
export async function createHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const { fallback, listen = true } = options;
  const context = contextOf(options, () => endpoint.port);
  let gateway: Gateway = createHttpGateway(
    { kind: "http", apiId: "local", routes: [], stages: [{ name: "$default" }] },
    context,
  );
  const endpoint: Endpoint = listen
    ? await listenForGateway({
        port: options.port ?? 0,
        handle: (request) => gateway.handle(request),
        intercept: (request, response) =>
          fallback !== undefined &&
          !gateway.handles(request.method ?? "GET", request.url ?? "/") &&
          fallback(request, response),
      })
    : inProcess;
  return {
    ...endpoint,
    serve(definition) {
      gateway =
        definition.kind === "rest"
          ? createRestGateway(definition, context)
          : createHttpGateway(definition, context);
    },
    handle: (call) => gateway.handle(gatewayRequest(call)),
  };
}

// Port 80 is what a request says that never came through a port.
const inProcess: Endpoint = { url: "http://in-process", port: 80, close: async () => {} };

function contextOf(options: HttpApiOptions, port: () => number): GatewayContext {
  const { clock, accountId, region, invoke, chance = createChance(), issuers = {} } = options;
  const { onError = console.error } = options;
  const issuerKeys = createIssuerKeys({ clock, issuers, onError });
  return { clock, accountId, region, invoke, chance, port, issuerKeys, onError };
}
