import { randomUUID } from "node:crypto";
import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { Service } from "./service.ts";

/** A request of an AWS JSON protocol, off the wire or in-process. */
export interface WireRequest {
  /** The `X-Amz-Target` header: `<service target>.<operation>`. */
  target: string | undefined;
  body: string;
  signal?: AbortSignal;
}

/** The reply; `dropped` means that the connection closes without one. */
export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: string;
  dropped?: boolean;
}

export interface DispatchOptions {
  services: readonly Service[];
  clock: Clock;
  faults: Faults;
}

/** Makes the function that routes a request to its service, lets faults strike, and shapes the reply. */
export function createDispatch({ services, clock, faults }: DispatchOptions) {
  const byTarget = new Map(services.map((service) => [service.target, service]));
  return async ({ target = "", body, signal }: WireRequest): Promise<WireReply> => {
    const dot = target.lastIndexOf(".");
    const service = byTarget.get(target.slice(0, dot));
    const operation = target.slice(dot + 1);
    if (!service) return notOffered(target || "a request without X-Amz-Target");
    if (!service.operations.includes(operation)) return notOffered(target, service);
    try {
      const effects = faults.strike(service.name, operation);
      for (const effect of effects) {
        if (effect.kind === "latency") await sleep(clock, effect.milliseconds);
        if (effect.kind === "error") throw new AwsError(effect.code, effect.message, effect.status);
      }
      const output = await service.call(operation, parse(body), signal);
      return {
        ...reply(service, 200, output ?? {}),
        dropped: effects.some(({ kind }) => kind === "dropReply"),
      };
    } catch (error) {
      return failure(service, error);
    }
  };
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body || "{}");
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through to AWS's own answer for a body that is not a JSON object.
  }
  throw new AwsError("SerializationException", "The request body is not a JSON object.");
}

function failure(service: Service, error: unknown): WireReply {
  if (error instanceof AwsError) {
    const body = { __type: service.errorPrefix + error.code, message: error.message, ...error.fields };
    const shaped = reply(service, error.status, body);
    return { ...shaped, headers: { ...shaped.headers, "x-amzn-errortype": error.code, ...error.headers } };
  }
  console.error(`${service.name}: ${error instanceof Error ? error.stack : String(error)}`);
  return reply(service, 500, {
    __type: `${service.errorPrefix}InternalServerError`,
    message: "Internal error of the stand-in; its log has the stack.",
  });
}

function notOffered(target: string, service?: Service): WireReply {
  const offered = service ? ` ${service.name} offers: ${service.operations.join(", ")}.` : "";
  const message = `The stand-in does not implement ${target}.${offered}`;
  return {
    status: 501,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": "NotImplemented" },
    body: JSON.stringify({ __type: "NotImplemented", message }),
  };
}

function reply(service: Service, status: number, body: unknown): WireReply {
  return {
    status,
    headers: {
      "content-type": `application/x-amz-json-${service.jsonVersion}`,
      "x-amzn-requestid": randomUUID(),
    },
    body: JSON.stringify(body),
  };
}

const sleep = (clock: Clock, milliseconds: number) =>
  new Promise<void>((resolve) => clock.schedule(clock.now() + milliseconds, resolve));
