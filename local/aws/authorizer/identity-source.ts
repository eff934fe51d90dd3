import { type GatewayRequest, headerOf } from "../http/request.ts";

/** Where an authorizer looks for the identity of a caller. */
export interface IdentitySource {
  from: "header" | "querystring" | "context" | "stageVariables";
  name: string;
}

/** A request with what the gateway knows about it. */
export interface IdentifiedRequest {
  request: GatewayRequest;
  query: string;
  stageVariables?: Readonly<Record<string, string>>;
  /** The variables of `$context` by name. */
  context(): Readonly<Record<string, string>>;
}

/** The variables of `$context` that can identify a caller. */
export const contextVariables: readonly string[] = [
  "accountId",
  "apiId",
  "domainName",
  "domainPrefix",
  "httpMethod",
  "identity.sourceIp",
  "identity.userAgent",
  "path",
  "protocol",
  "requestId",
  "resourcePath",
  "routeKey",
  "stage",
];

/**
 * Reads an expression such as `$request.header.Authorization` of an HTTP API or `method.request.header.Authorization`
 * of a REST API; undefined when it is none that the gateways know.
 */
export function parseIdentitySource(expression: string): IdentitySource | undefined {
  const [, place, name = ""] =
    /^\$?(?:method\.|route\.)?(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(
      expression.trim(),
    ) ?? [];
  if (place === "request.header") return { from: "header", name: name.toLowerCase() };
  if (place === "request.querystring") return { from: "querystring", name };
  if (place === "stageVariables") return { from: "stageVariables", name };
  return place === "context" && contextVariables.includes(name) ? { from: "context", name } : undefined;
}

/** What a request has at a source; undefined when there is nothing, or nothing but an empty text. */
export function readIdentity(source: IdentitySource, identified: IdentifiedRequest): string | undefined {
  const { request, query, stageVariables = {} } = identified;
  const { from, name } = source;
  const value = () => {
    if (from === "header") return headerOf(request, name);
    if (from === "querystring") return new URLSearchParams(query).get(name);
    return (from === "context" ? identified.context() : stageVariables)[name];
  };
  return value() || undefined;
}
