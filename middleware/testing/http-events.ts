import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, LambdaFunctionURLEvent } from "aws-lambda";
import { bodyParts, lowerCaseNames, type SentBody } from "./sent-body.ts";

/** What a test chooses of an HTTP request. */
export interface HttpEventParts extends SentBody {
  /** By default `POST` with a body and `GET` without. */
  method?: string;
  /** By default `/`. */
  path?: string;
  /** The template of the path, such as `/orders/{id}`; by default the path itself. */
  route?: string;
  query?: Record<string, string>;
  pathParameters?: Record<string, string>;
}

const account = "000000000000";
const api = "test-api-1";
const began = Date.UTC(2026, 0);
const agent = "test";
const caller = "192.0.2.1";

/** An event of an HTTP API, in its format 2.0. */
export function httpApiEvent(parts: HttpEventParts = {}): APIGatewayProxyEventV2 {
  const { method, path, route } = targetOf(parts);
  return version2(parts, `${method} ${route ?? path}`, `${api}.execute-api.us-east-1.amazonaws.com`);
}

/** An event of a Function URL. */
export function functionUrlEvent(parts: HttpEventParts = {}): LambdaFunctionURLEvent {
  return version2(parts, "$default", `${api}.lambda-url.us-east-1.on.aws`);
}

function version2(parts: HttpEventParts, routeKey: string, domainName: string): APIGatewayProxyEventV2 {
  const { method, path } = targetOf(parts);
  const { query, pathParameters } = parts;
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(pathParameters === undefined ? {} : { pathParameters }),
    requestContext: {
      accountId: account,
      apiId: api,
      domainName,
      domainPrefix: api,
      http: { method, path, protocol: "HTTP/1.1", sourceIp: caller, userAgent: agent },
      requestId: "test-gateway-1",
      routeKey,
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: began,
    },
    ...bodyParts(parts),
    headers: lowerCaseNames(bodyParts(parts).headers),
  };
}

/** An event of a REST API, which is also the format 1.0 of an HTTP API. */
export function restApiEvent(parts: HttpEventParts = {}): APIGatewayProxyEvent {
  const { method, path, route } = targetOf(parts);
  const { headers, body = null, isBase64Encoded } = bodyParts(parts);
  const { query = null, pathParameters = null } = parts;
  return {
    resource: route ?? path,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: inLists(headers),
    queryStringParameters: query,
    multiValueQueryStringParameters: query === null ? null : inLists(query),
    pathParameters,
    stageVariables: null,
    requestContext: restContext(method, path, route ?? path),
    body,
    isBase64Encoded,
  };
}

function restContext(
  httpMethod: string,
  path: string,
  resourcePath: string,
): APIGatewayProxyEvent["requestContext"] {
  return {
    accountId: account,
    apiId: api,
    authorizer: null,
    protocol: "HTTP/1.1",
    httpMethod,
    identity: { ...nobody, sourceIp: caller, userAgent: agent },
    path: `/test${path}`,
    stage: "test",
    requestId: "00000000-0000-4000-8000-000000000002",
    requestTimeEpoch: began,
    resourceId: "test01",
    resourcePath,
  };
}

const nobody = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

function targetOf({ body, method, path = "/", route }: HttpEventParts) {
  return { method: method ?? (body === undefined ? "GET" : "POST"), path, route };
}

function inLists(values: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
}
