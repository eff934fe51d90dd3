import fc from "fast-check";
import type { HttpEvent } from "#middleware";

/** What must never come out again; made of parts, so that no scanner takes it for a real one. */
export const secret = ["sk", "ant", "api03", "Zm9vYmFyYmF6cXV4".repeat(3)].join("-");

/** The origin that the tests let in. */
export const listedOrigin = "https://app.example.com";

/** What a hostile caller sends; event builders put it into the form of each gateway. */
interface HostileRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  query: Record<string, string>;
  body: string | undefined;
  base64: boolean;
}

const planted = fc.string({ maxLength: 5 }).map((text) => `${text} ${secret}`);
/** Header values and other texts that break things, some with the secret in them. */
export const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  planted,
  fc.constantFrom(
    ...["", "null", "*", ",", ";q=", "gzip", "br", "gzip;q=0", "identity", listedOrigin],
    ...["application/json", "text/csv", "application/problem+json; charset=\u0000", "Bearer x.y.z", "Bearer"],
    ...["__proto__", "constructor", "a\r\nset-cookie: b=1", "1".repeat(5), "-", "\ud800", "é".repeat(200)],
    ...[
      "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
      "Root=1-5759e988-bd862e3fe1be46a994272793",
    ],
    ...["Root=1;Parent=;Sampled=9", "a=1,".repeat(40), "{{jndi:ldap://x}}", "%00%ff", "../../etc/passwd"],
  ),
);
const headerName = fc.oneof(
  fc.constantFrom(
    ...["origin", "Origin", "content-type", "Content-Type", "content-encoding", "accept-encoding"],
    ...[
      "x-request-id",
      "X-Request-Id",
      "traceparent",
      "tracestate",
      "x-amzn-trace-id",
      "x-debug",
      "x-caller-hops",
    ],
    ...["authorization", "cookie", "idempotency-key", "access-control-request-method", "vary"],
    ...["__proto__", "constructor", "x-forwarded-for", "content-length", "if-none-match"],
  ),
  fc.string({ maxLength: 6 }),
);

/** Headers of known and unknown names. */
const hostileHeaders = fc.dictionary(headerName, hostileText, { maxKeys: 5 });

/** Bodies that are JSON, nearly JSON, or nothing of the kind. */
export const hostileBody = fc.oneof(
  hostileText,
  fc.json({ maxDepth: 2 }),
  fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.stringify({ token: secret, value })),
  fc.constantFrom('{"__proto__":1}', '{"a":{"\\u0063onstructor":1}}', "[".repeat(70), `{"token":"${secret}`),
);

/** Everything at once. */
const hostileRequest: fc.Arbitrary<HostileRequest> = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "", "get", "TRACE", "\u0000"),
  path: hostileText.map((text) => `/things/${encodeURIComponent(text.toWellFormed())}`),
  headers: hostileHeaders,
  query: fc.dictionary(fc.string({ maxLength: 4 }), hostileText, { maxKeys: 2 }),
  body: fc.option(hostileBody, { nil: undefined }),
  base64: fc.boolean(),
});

/** The kinds of gateway, by name. */
const gateways: Record<string, (request: HostileRequest) => HttpEvent> = {
  "HTTP API": (request) => ({ ...second(request), routeKey: `${request.method} /things/{id}` }),
  "Function URL": (request) => ({ ...second(request), routeKey: "$default" }),
  "REST API": ({ method, path, headers, query, body, base64 }) => ({
    httpMethod: method,
    path,
    resource: "/things/{id}",
    headers,
    multiValueHeaders: listsOf(headers),
    queryStringParameters: query,
    multiValueQueryStringParameters: listsOf(query),
    pathParameters: { id: path },
    body: body ?? null,
    isBase64Encoded: base64,
  }),
};

function second({ method, path, headers, query, body, base64 }: HostileRequest): HttpEvent {
  return {
    version: "2.0",
    rawPath: path,
    headers,
    queryStringParameters: query,
    pathParameters: { id: path },
    requestContext: { http: { method, path } },
    isBase64Encoded: base64,
    ...(body === undefined ? {} : { body }),
  };
}

function listsOf(map: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, [value, value]]));
}

/** Events of every gateway, a part of them with one field replaced by something of another type. */
export const hostileEvent: fc.Arbitrary<HttpEvent> = fc
  .record({
    request: hostileRequest,
    gateway: fc.constantFrom(...Object.values(gateways)),
    broken: fc.option(
      fc.constantFrom(
        "version",
        "routeKey",
        "rawPath",
        "headers",
        "requestContext",
        "body",
        "cookies",
        "path",
      ),
    ),
    junk: fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom([secret], { token: secret }, undefined)),
  })
  .map(({ request, gateway, broken, junk }) =>
    broken === null ? gateway(request) : { ...gateway(request), [broken]: junk },
  );
