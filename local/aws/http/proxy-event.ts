import { traceHeader } from "../lambda/trace-header.ts";
import { commonLogTime } from "./common-log-time.ts";
import { listHeaders } from "./headers.ts";
import { type GatewayRequest, headerOf } from "./request.ts";

/** What a gateway knows about a request beside the request itself, for an event of format 1.0. */
export interface ProxyEventContext {
  accountId: string;
  apiId: string;
  region: string;
  stage: string;
  /** The path without the stage. */
  path: string;
  query: string;
  /** The path of the resource or route, with its variables. */
  resource: string;
  resourceId: string | null;
  pathParameters?: Record<string, string>;
  stageVariables?: Record<string, string>;
  /** What an authorizer found out, as it stands in `requestContext.authorizer`. */
  authorizer?: Record<string, unknown>;
  apiKey?: { id: string; value: string };
  isBase64Encoded: boolean;
  /** Headers that the function does not get, in lower case. */
  hiddenHeaders: readonly string[];
  requestId: string;
  extendedRequestId: string;
  /** When it arrived, in milliseconds since the epoch. */
  now: number;
  port: number;
  /** As many random bytes as hexadecimal text, for trace ids. */
  hex(bytes: number): string;
}

type Lists = Record<string, string[]>;

/** An event of format 1.0, as REST APIs send it, and HTTP APIs with a `version` besides. */
export type ProxyEvent = ReturnType<typeof proxyEvent>;

/**
 * The event of format 1.0 that a function is invoked with.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(request: GatewayRequest, body: Buffer, context: ProxyEventContext) {
  const headers = proxyHeaders(request, context);
  const parameters = listParameters(context.query);
  return {
    resource: context.resource,
    path: context.path,
    httpMethod: request.method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: parameters && lastOf(parameters),
    multiValueQueryStringParameters: parameters,
    pathParameters: context.pathParameters ?? null,
    stageVariables: context.stageVariables ?? null,
    requestContext: requestContext(request, context),
    body: body.length > 0 ? body.toString(context.isBase64Encoded ? "base64" : "utf8") : null,
    isBase64Encoded: context.isBase64Encoded && body.length > 0,
  };
}

function proxyHeaders(request: GatewayRequest, { now, port, hex, hiddenHeaders }: ProxyEventContext): Lists {
  const forwarded = headerOf(request, "x-forwarded-for");
  const own: Lists = {
    "X-Amzn-Trace-Id": [traceHeader(now, headerOf(request, "x-amzn-trace-id"), hex)],
    "X-Forwarded-For": [[forwarded, request.sourceIp].filter(Boolean).join(", ")],
    "X-Forwarded-Port": [String(port)],
    "X-Forwarded-Proto": ["http"],
  };
  const replaced = [...hiddenHeaders, ...Object.keys(own).map((name) => name.toLowerCase())];
  const sent = Object.entries(listHeaders(request.headers));
  return { ...Object.fromEntries(sent.filter(([name]) => !replaced.includes(name.toLowerCase()))), ...own };
}

function requestContext(request: GatewayRequest, context: ProxyEventContext) {
  const { path, stage } = context;
  return {
    accountId: context.accountId,
    apiId: context.apiId,
    ...(context.authorizer && { authorizer: context.authorizer }),
    domainName: `${context.apiId}.execute-api.${context.region}.amazonaws.com`,
    domainPrefix: context.apiId,
    extendedRequestId: context.extendedRequestId,
    httpMethod: request.method,
    identity: identity(request, context),
    path: stage === "$default" ? path : `/${stage}${path}`,
    protocol: `HTTP/${request.httpVersion}`,
    requestId: context.requestId,
    requestTime: commonLogTime(context.now),
    requestTimeEpoch: context.now,
    resourceId: context.resourceId,
    resourcePath: context.resource,
    stage,
  };
}

const identity = (request: GatewayRequest, { apiKey }: ProxyEventContext) => ({
  accessKey: null,
  accountId: null,
  ...(apiKey && { apiKey: apiKey.value, apiKeyId: apiKey.id }),
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: request.sourceIp,
  user: null,
  userAgent: headerOf(request, "user-agent") ?? null,
  userArn: null,
});

function listParameters(query: string): Lists | null {
  if (query === "") return null;
  const lists: Lists = {};
  for (const [name, value] of new URLSearchParams(query)) lists[name] = [...(lists[name] ?? []), value];
  return lists;
}

const lastOf = (lists: Lists) =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? ""]));
