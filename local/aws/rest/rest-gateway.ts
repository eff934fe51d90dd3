import { askedRequest, traced } from "../authorizer/asked-request.ts";
import { createAuthorizers, type Guard } from "../authorizer/authorizers.ts";
import type { AskedRequest } from "../authorizer/lambda-authorizer.ts";
import { type FunctionGrant, isGrant, type TokenGrant } from "../authorizer/verdict.ts";
import {
  type Gateway,
  type GatewayContext,
  integrate,
  newRequestId,
  type Throttle,
} from "../http/gateway.ts";
import type { ProxyEvent } from "../http/proxy-event.ts";
import type { GatewayReply } from "../http/reply.ts";
import { type GatewayRequest, headerOf, lineAndHeaderBytes } from "../http/request.ts";
import { createTokenBucket, type TokenBucket } from "../token-bucket.ts";
import { errorReply, type RestError } from "./error-reply.ts";
import { isBinaryType } from "./media-types.ts";
import { type CalledMethod, methodEvent, type RequestIds } from "./method-event.ts";
import { mockReply } from "./mock.ts";
import { createResourceRouter } from "./resource-router.ts";
import { authorizerEvent, restAuthorizer, restRefusal } from "./rest-authorization.ts";
import type { LambdaIntegration, RestApiDefinition, RestMethod, RestStage } from "./rest-definition.ts";
import { restReply } from "./rest-reply.ts";
import { createKeyUses } from "./usage.ts";

type Stage = RestStage & { bucketOf(method: RestMethod): TokenBucket | undefined };
type Located = Omit<CalledMethod, "request" | "ids" | "stage"> & { stage: Stage };
type Called = CalledMethod & Located;
type Grant = TokenGrant | FunctionGrant;

const longestWait = 29_000;
// By the quotas of REST APIs in the developer guide.
const mostLineAndHeaderBytes = 10_240;

/** Answers as an API Gateway REST API. */
export function createRestGateway(definition: RestApiDefinition, context: GatewayContext): Gateway {
  const { apiId, binaryMediaTypes, gatewayResponses, authorizers = {}, apiKeySource } = definition;
  const authorize = createAuthorizers(authorizers, context, longestWait);
  const find = createResourceRouter(definition.methods);
  const keyUse = createKeyUses(definition.apiKeys, context.clock);
  const stages = new Map(definition.stages.map((stage) => [stage.name, withBuckets(stage, context)]));
  const refuse = (type: RestError, message?: string) => errorReply(type, gatewayResponses, message);

  function locate(method: string, url: string): Located | RestError {
    const [full = "/", ...rest] = url.split("?");
    const [, name = ""] = full.split("/", 2);
    const stage = stages.get(name);
    if (!stage) return "FORBIDDEN";
    const path = full.slice(name.length + 1) || "/";
    const match = find(method, path);
    return match ? { ...match, stage, path, query: rest.join("?") } : "MISSING_AUTHENTICATION_TOKEN";
  }

  async function answer(request: GatewayRequest, ids: RequestIds): Promise<GatewayReply> {
    if (lineAndHeaderBytes(request) > mostLineAndHeaderBytes) return refuse("HEADERS_TOO_LARGE");
    const located = locate(request.method, request.url);
    if (typeof located === "string") return refuse(located);
    const { guard } = located.method;
    return guard
      ? guarded(guard, { ...located, request: traced(request, context), ids })
      : pass({ ...located, request, ids });
  }

  async function guarded(guard: Guard, called: Called): Promise<GatewayReply> {
    const verdict = await authorize(guard, asked(guard, called));
    return isGrant(verdict) ? pass(called, verdict) : refuse(...restRefusal(verdict));
  }

  function asked(guard: Guard, called: Called): AskedRequest {
    const { request, stage, method, path, query, ids } = called;
    const authorizer = authorizers[guard.authorizer];
    const facts = {
      ...{ request, query, path, apiId, requestId: ids.requestId, resourcePath: method.path },
      ...{ stage: stage.name, stageVariables: stage.variables },
      routeKey: `${method.httpMethod} ${method.path}`,
    };
    return askedRequest(facts, context, (methodArn, [authorizationToken]) =>
      authorizer?.type === "lambda" && authorizer.event === "token"
        ? { type: "TOKEN", authorizationToken, methodArn }
        : authorizerEvent(methodEvent(called, definition, context), methodArn),
    );
  }

  function pass(called: Called, grant?: Grant): GatewayReply | Promise<GatewayReply> {
    const { request, method, stage } = called;
    const use = method.apiKeyRequired ? keyUse(keyOf(request, grant)) : undefined;
    if (method.apiKeyRequired && !use) return refuse("INVALID_API_KEY");
    const limit = use?.take();
    if (limit) return refuse(limit);
    if (stage.bucketOf(method)?.take() === false) return refuse("THROTTLED");
    if (!request.body) return refuse("REQUEST_TOO_LARGE");
    const { integration } = method;
    if (integration.type === "mock") return mockReply(integration, headerOf(request, "origin"));
    const caller = { ...(use && { apiKey: use.key }), ...(grant && { authorizer: restAuthorizer(grant) }) };
    return run(integration, request, methodEvent(called, definition, context, caller));
  }

  function keyOf(request: GatewayRequest, grant: Grant | undefined): string {
    if (apiKeySource !== "AUTHORIZER") return headerOf(request, "x-api-key") ?? "";
    return (grant?.kind === "function" ? grant.usageIdentifierKey : undefined) ?? "";
  }

  async function run(
    { functionName, timeoutMs = longestWait }: LambdaIntegration,
    request: GatewayRequest,
    event: ProxyEvent,
  ) {
    const traceHeader = event.headers["X-Amzn-Trace-Id"] ?? "";
    const result = await integrate(context, { functionName, event, traceHeader, timeoutMs });
    if (result === "timeout") return refuse("INTEGRATION_TIMEOUT");
    if (result === "refused") return refuse("INTERNAL_ERROR");
    const decodes = isBinaryType(binaryMediaTypes, headerOf(request, "accept"));
    const reply = result.error ? undefined : restReply(result.payload, decodes);
    return reply ?? refuse("MALFORMED_REPLY");
  }

  return {
    handles: (method, url) => typeof locate(method, url) !== "string",
    async handle(request) {
      const ids = { requestId: context.chance.uuid(), extendedRequestId: newRequestId(context) };
      const { status, headers, body } = await answer(request, ids);
      return {
        status,
        headers: {
          ...headers,
          "x-amzn-requestid": ids.requestId,
          "x-amz-apigw-id": ids.extendedRequestId,
          "content-length": String(body.length),
        },
        body,
      };
    },
  };
}

function withBuckets(stage: RestStage, { clock }: GatewayContext): Stage {
  const bucket = ({ rateLimit, burstLimit }: Throttle) => createTokenBucket(clock, rateLimit, burstLimit);
  const shared = stage.throttle && bucket(stage.throttle);
  const limits = Object.entries(stage.methodThrottles ?? {});
  const own = new Map(limits.map(([key, limit]) => [key, bucket(limit)]));
  return { ...stage, bucketOf: ({ path, httpMethod }) => own.get(`${path}/${httpMethod}`) ?? shared };
}
