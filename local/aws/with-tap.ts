import type { Service } from "./service.ts";

/** One call that a service has carried out or refused. */
export interface ServiceCall {
  service: string;
  operation: string;
  input: Record<string, unknown>;
  /** Absent when the service refused the call. */
  output?: unknown;
  /** Who called: a client over the wire, or an event source mapping in-process. */
  via: "wire" | "mapping";
}

/** The same service, which reports every call after its end; the service itself when nobody listens. */
export function withTap(
  service: Service,
  via: ServiceCall["via"],
  onCall: ((call: ServiceCall) => void) | undefined,
): Service {
  if (!onCall) return service;
  const { name, target, jsonVersion, errorPrefix, operations } = service;
  return {
    name,
    target,
    jsonVersion,
    errorPrefix,
    operations,
    replay: (change, at) => service.replay(change, at),
    async call(operation, input, signal) {
      let output: unknown;
      try {
        output = await service.call(operation, input, signal);
        return output;
      } finally {
        onCall({ service: name, operation, input, output, via });
      }
    },
  };
}
