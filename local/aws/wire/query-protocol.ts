import { AwsError } from "../aws-error.ts";
import type { Service } from "../service.ts";
import { checkAuthorization } from "./authorization.ts";
import { isAwsOperation } from "./aws-operations.ts";
import { droppedReply, headerOf, type WireReply, type WireRequest } from "./exchange.ts";
import { failureOf } from "./failure.ts";
import type { ProtocolOptions } from "./json-protocol.ts";
import { operationNotOffered } from "./not-offered.ts";
import { queryInput } from "./query-input.ts";
import { queryFailure, querySuccess } from "./query-reply.ts";
import { type QueryShapes, sqsQueryShapes, stsQueryShapes } from "./query-shapes.ts";
import { tooLarge } from "./unpack.ts";

const shapesByService: Record<string, QueryShapes> = { sqs: sqsQueryShapes, sts: stsQueryShapes };

// A message of 1 MiB with every byte percent-encoded, and some more.
const largestForm = 4 * 1024 * 1024;

// These are about no single queue, so they are not addressed to one.
const onlyAtTheRoot = new Set(["CreateQueue", "ListQueues"]);

interface Query {
  action: string;
  parameters: URLSearchParams;
  path: string;
}

/**
 * The parameters of a request of the query protocol, from its URL and its body; undefined when it is none.
 * A body that is too large is not read, so its action is empty.
 */
function readQuery(request: WireRequest): Query | undefined {
  const { method = "POST", url = "/" } = request;
  const isForm =
    method === "POST" && /^application\/x-www-form-urlencoded/i.test(headerOf(request, "content-type") ?? "");
  if (!isForm && !url.includes("Action=")) return undefined;
  const [path = "/", search = ""] = url.split("?", 2);
  const parameters = new URLSearchParams(search);
  if (isForm && request.body.length > largestForm) return { action: "", parameters, path };
  if (isForm)
    for (const [name, value] of new URLSearchParams(request.body.toString())) parameters.set(name, value);
  const action = parameters.get("Action");
  return action === null ? undefined : { action, parameters, path };
}

const invalidAction = (message: string) => new AwsError("InvalidAction", message);

/** Answers requests of the AWS query protocol, whose parameters name the action and whose replies are XML. */
export function createQueryProtocol({ services, requestId, region, onError }: ProtocolOptions) {
  const offered = services.flatMap((service) => {
    const shapes = shapesByService[service.name];
    return shapes ? [{ service, shapes }] : [];
  });

  const call = (request: WireRequest, service: Service, shapes: QueryShapes, query: Query) => {
    const { action, parameters, path } = query;
    const version = parameters.get("Version");
    if (version !== null && version !== shapes.version)
      throw invalidAction(`Could not find operation ${action} for version ${version}`);
    if (path !== "/" && onlyAtTheRoot.has(action))
      throw invalidAction(`The action ${action} is not valid for this endpoint.`);
    if (!service.operations.includes(action)) throw operationNotOffered(service, action);
    // The services whose name is the same everywhere take a signature for any region.
    if (request.headers)
      checkAuthorization(request, {
        service: service.name,
        ...(service.name !== "sts" && region && { region }),
      });
    const input = queryInput(action, parameters, shapes);
    // Any host will do, as the engine looks at the last part only.
    if (path !== "/") input.QueueUrl ??= path;
    return service.call(action, input, request.signal);
  };

  const answer = async (request: WireRequest, query: Query): Promise<WireReply> => {
    const found = offered.find(({ service }) => isAwsOperation(service.name, query.action));
    const namespace = found?.shapes.namespace ?? sqsQueryShapes.namespace;
    try {
      if (request.body.length > largestForm) throw tooLarge(largestForm);
      if (!found) throw invalidAction(`The action ${query.action} is not valid for this endpoint.`);
      const output = await call(request, found.service, found.shapes, query);
      return querySuccess(query.action, output, found.shapes, requestId());
    } catch (error) {
      const failure = failureOf(error, found?.service.name ?? "wire", onError);
      return failure ? queryFailure(failure, namespace, requestId()) : droppedReply;
    }
  };

  /** Undefined when the request is none of this protocol. */
  return (request: WireRequest): Promise<WireReply> | undefined => {
    const query = readQuery(request);
    return query && answer(request, query);
  };
}
