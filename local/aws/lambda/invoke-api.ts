import { AwsError } from "../aws-error.ts";
import type { Clock } from "../clock.ts";
import type { RestReply, RestRequest } from "../dispatch.ts";
import type { InvokeResult, Lambda } from "../lambda.ts";
import { invokeAsynchronously } from "./invoke-asynchronously.ts";
import { parseJsonBody } from "./json-body.ts";

export interface InvokeApiOptions {
  lambda: Lambda;
  clock: Clock;
}

// By the API reference of Invoke: the last 4 KB of the log.
const mostLogBytes = 4096;

/**
 * The operation Invoke: synchronous, asynchronous with its retries, or a dry run.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function invokeApi({ lambda, clock }: InvokeApiOptions) {
  const later = (milliseconds: number, again: () => void) =>
    void clock.schedule(clock.now() + milliseconds, again);

  return async ({ headers, body }: RestRequest, name: string): Promise<RestReply> => {
    const event = parseJsonBody(body);
    const type = headers["x-amz-invocation-type"] ?? "RequestResponse";
    if (!lambda.functions().some((fn) => fn.name === name)) await lambda.invoke(name, event);
    if (type === "DryRun") return { status: 204, headers: {}, body: "" };
    if (type === "Event") {
      void invokeAsynchronously(() => lambda.invoke(name, event), { later });
      return { status: 202, headers: {}, body: "" };
    }
    if (type !== "RequestResponse")
      throw new AwsError("InvalidParameterValueException", `Unknown invocation type ${type}.`);
    const tail = headers["x-amz-log-type"] === "Tail" ? [] : undefined;
    return replyTo(await lambda.invoke(name, event, tail && { tail }), tail);
  };
}

function replyTo({ payload, error }: InvokeResult, tail: readonly string[] | undefined): RestReply {
  const log = tail && Buffer.from(tail.map((line) => `${line}\n`).join("")).subarray(-mostLogBytes);
  const { stackTrace: trace, ...rest } = error ?? {};
  return {
    status: 200,
    headers: {
      "content-type": "application/json",
      "x-amz-executed-version": "$LATEST",
      ...(error && { "x-amz-function-error": "Unhandled" }),
      ...(log && { "x-amz-log-result": log.toString("base64") }),
    },
    body: JSON.stringify(error ? { ...rest, ...(trace && { trace }) } : payload),
  };
}
