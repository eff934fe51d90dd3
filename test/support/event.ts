/** A request as a test writes it. */
export interface TestRequest {
  method: string;
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as it is when a string, as JSON otherwise. */
  body?: unknown;
}

/** The event that the HTTP API (payload 2.0) makes of a request. */
export function httpEvent({ method, path, query, headers = {}, body }: TestRequest) {
  const search = new URLSearchParams(query).toString();
  const contentType = body === undefined ? {} : { "content-type": "application/json" };
  return {
    version: "2.0",
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: search,
    headers: { ...contentType, ...headers },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: "000000000000",
      apiId: "test",
      domainName: "127.0.0.1",
      domainPrefix: "127",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: "gateway-request",
      routeKey: `${method} ${path}`,
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 0,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** What Lambda hands over beside the event. */
export const lambdaContext = (functionName: string, remainingMs = 120_000) => ({
  functionName,
  awsRequestId: crypto.randomUUID(),
  getRemainingTimeInMillis: () => remainingMs,
});
