import { AwsError } from "../aws-error.ts";
import type { RestReply, RestRequest } from "../dispatch.ts";
import type { EventSourceMapping } from "../event-source-mapping.ts";
import { type Account, functionArn, functionNameIn } from "./function.ts";
import { parseJsonObject } from "./json-body.ts";
import { jsonReply } from "./json-reply.ts";

/** ListEventSourceMappings, GetEventSourceMapping, and UpdateEventSourceMapping of `Enabled` alone. */
export function mappingsApi(mappings: ReadonlyMap<string, EventSourceMapping>, account: Account) {
  const describe = (id: string, mapping: EventSourceMapping, state = stateOf(mapping)) => ({
    UUID: id,
    ...settingsOf(mapping, account),
    State: state,
    StateTransitionReason: "USER_INITIATED",
  });
  const list = (query: URLSearchParams) => {
    const [source, fn] = [query.get("EventSourceArn"), query.get("FunctionName")];
    const asked = [...mappings].filter(
      ([, { settings }]) =>
        (source ?? settings.queueArn) === settings.queueArn &&
        (fn === null || functionNameIn(fn) === settings.functionName),
    );
    return { EventSourceMappings: asked.map(([id, mapping]) => describe(id, mapping)) };
  };

  return (request: RestRequest, id: string, query: URLSearchParams): RestReply | undefined => {
    if (id === "") return request.method === "GET" ? jsonReply(200, list(query)) : undefined;
    if (!["GET", "PUT"].includes(request.method)) return undefined;
    const mapping = mappings.get(id);
    if (!mapping)
      throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
    if (request.method === "GET") return jsonReply(200, describe(id, mapping));
    return jsonReply(202, describe(id, mapping, enable(mapping, request.body)));
  };
}

const stateOf = (mapping: EventSourceMapping) => (mapping.enabled() ? "Enabled" : "Disabled");

/** Pauses or resumes a mapping, and says what it is becoming. */
function enable(mapping: EventSourceMapping, body: Buffer): string {
  const { Enabled, FunctionName: _, ...others } = parseJsonObject(body);
  const [other] = Object.keys(others);
  if (other !== undefined) {
    const message = `The stand-in changes Enabled of a mapping alone: change ${other} in the template.`;
    throw new AwsError("InvalidParameterValueException", message);
  }
  if (Enabled === mapping.enabled() || typeof Enabled !== "boolean") return stateOf(mapping);
  if (Enabled) mapping.resume();
  else void mapping.pause();
  return Enabled ? "Enabling" : "Disabling";
}

function settingsOf({ settings }: EventSourceMapping, account: Account) {
  const { queueArn, functionName, batchSize, maximumBatchingWindowSeconds, maximumConcurrency } = settings;
  return {
    EventSourceArn: queueArn,
    FunctionArn: functionArn(account, functionName),
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: maximumBatchingWindowSeconds,
    FunctionResponseTypes: settings.reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
  };
}
