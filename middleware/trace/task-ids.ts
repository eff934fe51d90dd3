import { fields } from "../http/http-event.ts";
import type { IncomingIds } from "./trace-ids.ts";

/**
 * The ids that came with a direct call (in the client context), with an SNS notification (in its message attributes,
 * of which each invocation gets one) or with an EventBridge event (in its `detail`); any other event brings none but
 * X-Ray's.
 */
export function taskIds(
  event: unknown,
  lambdaContext: unknown,
  invocation: () => string | undefined,
): IncomingIds {
  const traceHeader = invocation();
  const { custom } = fields(fields(lambdaContext).clientContext);
  if (typeof custom === "object" && custom !== null) return carried(fields(custom), traceHeader);
  const { Records: records, detail, "detail-type": kind } = fields(event);
  if (typeof kind === "string") return carried(fields(detail), traceHeader);
  if (!Array.isArray(records)) return { traceHeader };
  const attributes = fields(fields(fields(records[0]).Sns).MessageAttributes);
  const values = Object.entries(attributes).map(([name, attribute]) => [name, fields(attribute).Value]);
  return carried(Object.fromEntries(values), traceHeader);
}

function carried(values: Record<string, unknown>, traceHeader: string | undefined): IncomingIds {
  const text = (name: string) => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  const requestId = text("x-request-id");
  return {
    requestId,
    traceparent: text("traceparent"),
    tracestate: text("tracestate"),
    callerHops: text("x-caller-hops"),
    debug: text("x-debug") ?? (requestId === undefined ? undefined : "0"),
    traceHeader,
  };
}
