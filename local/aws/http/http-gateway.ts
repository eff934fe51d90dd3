import { askedRequest, traced } from "../authorizer/asked-request.ts";
import { createAuthorizers, type Guard } from "../authorizer/authorizers.ts";
import type { AskedRequest } from "../authorizer/lambda-authorizer.ts";
import { isGrant } from "../authorizer/verdict.ts";
import { splitUrl } from "../http-event.ts";
import { createTokenBucket, type TokenBucket } from "../token-bucket.ts";
import { preflightReply, withCors } from "./cors.ts";
import { type Gateway, type GatewayContext, integrate, newRequestId, type Throttle } from "./gateway.ts";
import { httpAuthorizer, legacyRequestEvent, refusalReply, requestEvent } from "./http-authorization.ts";
import type { HttpApiDefinition, HttpRoute, HttpStage } from "./http-definition.ts";
import { type GatewayReply, gatewayReply, httpReply, proxyReply } from "./reply.ts";
import { type GatewayRequest, lineAndHeaderBytes } from "./request.ts";
import { legacyEvent, modernEvent, type RoutedRequest, resourceOf } from "./route-event.ts";
import { createRouter, type RouteMatch } from "./router.ts";

type Stage = HttpStage & { bucketOf(routeKey: string): TokenBucket | undefined };
interface Located {
  stage: Stage;
  match: RouteMatch<HttpRoute>;
  query: string;
  path: string;
}
type Called = Omit<RoutedRequest, "apiId" | "body" | "stage"> & { stage: Stage };

const longestWait = 30_000;
const authorizerPatience = 10_000;
// By the quotas of HTTP APIs in the developer guide.
const mostLineAndHeaderBytes = 10_240;

/**
 * Answers as an API Gateway HTTP API.
 * @throws Error on a malformed route key.
 */
export function createHttpGateway(definition: HttpApiDefinition, context: GatewayContext): Gateway {
  const { apiId, cors, authorizers = {} } = definition;
  const authorize = createAuthorizers(authorizers, context, authorizerPatience);
  const find = createRouter(definition.routes);
  const stages = new Map(definition.stages.map((stage) => [stage.name, withBuckets(stage, context)]));

  function locate(method: string, url: string): Located | undefined {
    const { path: full, query } = splitUrl(url);
    const [, first = ""] = full.split("/", 2);
    const named = stages.get(first);
    const stage = named ?? stages.get("$default");
    const path = named ? full.slice(first.length + 1) || "/" : full;
    const match = stage && find(method, path);
    return match && { stage, match, path, query };
  }

  async function answer(request: GatewayRequest, requestId: string): Promise<GatewayReply> {
    if (lineAndHeaderBytes(request) > mostLineAndHeaderBytes)
      return gatewayReply(431, "Request Header Fields Too Large");
    const located = locate(request.method, request.url);
    if (!located) return gatewayReply(404, "Not Found");
    const { stage, match } = located;
    if (stage.bucketOf(match.route.routeKey)?.take() === false) return gatewayReply(429, "Too Many Requests");
    if (match.route.guard)
      return guarded(match.route.guard, { ...located, request: traced(request, context), requestId });
    return pass({ ...located, request, requestId });
  }

  async function guarded(guard: Guard, called: Called): Promise<GatewayReply> {
    const verdict = await authorize(guard, asked(guard, called));
    if (!isGrant(verdict)) return refusalReply(verdict);
    const { payloadFormat = "2.0" } = called.match.route;
    return pass({ ...called, authorizer: httpAuthorizer(verdict, payloadFormat) });
  }

  function asked(guard: Guard, called: Called): AskedRequest {
    const { request, stage, match, path, query, requestId } = called;
    const { routeKey } = match.route;
    const definition = authorizers[guard.authorizer];
    const located = {
      ...{ request, query, path, apiId, requestId, routeKey, resourcePath: resourceOf(routeKey) },
      ...{ stage: stage.name, stageVariables: stage.variables },
    };
    const routed = { ...called, apiId, body: request.body ?? Buffer.alloc(0) };
    return askedRequest(located, context, (arn, identities) =>
      definition?.type === "lambda" && definition.event === "1.0"
        ? legacyRequestEvent(legacyEvent(routed, context), arn, identities)
        : requestEvent(modernEvent(routed, context), arn, identities),
    );
  }

  function pass(called: Called): GatewayReply | Promise<GatewayReply> {
    const { body } = called.request;
    if (!body) return gatewayReply(413, "Request Entity Too Large");
    const { route } = called.match;
    const eventOf = route.payloadFormat === "1.0" ? legacyEvent : modernEvent;
    return run(route, eventOf({ ...called, apiId, body }, context));
  }

  async function run(route: HttpRoute, event: { headers: Record<string, string | undefined> }) {
    const { functionName, timeoutMs = longestWait, payloadFormat } = route;
    const traceHeader = event.headers["x-amzn-trace-id"] ?? event.headers["X-Amzn-Trace-Id"] ?? "";
    const result = await integrate(context, { functionName, event, traceHeader, timeoutMs });
    if (result === "timeout" || result === "refused") return gatewayReply(503, "Service Unavailable");
    const read = payloadFormat === "1.0" ? (payload: unknown) => proxyReply(payload, textType) : httpReply;
    const reply = result.error ? undefined : read(result.payload);
    return reply ?? gatewayReply(500, "Internal Server Error");
  }

  return {
    handles: (method, url) => locate(method, url) !== undefined,
    async handle(request) {
      const requestId = newRequestId(context);
      const preflight = cors && preflightReply(cors, request);
      const reply = preflight ?? (await answer(request, requestId));
      const { status, headers, body } = cors && !preflight ? withCors(cors, request, reply) : reply;
      return {
        status,
        headers: { ...headers, "apigw-requestid": requestId, "content-length": String(body.length) },
        body,
      };
    },
  };
}

const textType = "text/plain;charset=UTF-8";

function withBuckets(stage: HttpStage, { clock }: GatewayContext): Stage {
  const bucket = ({ rateLimit, burstLimit }: Throttle) => createTokenBucket(clock, rateLimit, burstLimit);
  const shared = stage.throttle && bucket(stage.throttle);
  const own = new Map(Object.entries(stage.routeThrottles ?? {}).map(([key, limit]) => [key, bucket(limit)]));
  return { ...stage, bucketOf: (routeKey) => own.get(routeKey) ?? shared };
}
