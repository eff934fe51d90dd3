import type { EventSourceMapping } from "../event-source-mapping.ts";
import type { Provisioned } from "../provision.ts";
import type { Stack } from "../stack.ts";
import { withFaults } from "../with-faults.ts";
import type { Engines } from "./engines.ts";
import { fetchInProcess } from "./fetch-in-process.ts";

/** What a running stack offers to whoever started it. */
export function control(
  { clock, faults, services, dispatch, sqs, lambda, gateway, awsUrl, httpUrl }: Engines,
  { functions, apis, outputs, skipped }: Provisioned,
  mappings: readonly EventSourceMapping[],
): Omit<Stack, "close"> {
  const byName = new Map(
    Object.values(services).map((service) => [service.name, withFaults(service, faults, clock)]),
  );
  const nameOf = (text: string) => functions.find(({ logicalId }) => logicalId === text)?.name ?? text;
  const mappingsOf = (queueName: string) => {
    const found = mappings.filter(({ settings }) => settings.queueArn.endsWith(`:${queueName}`));
    if (found.length === 0) throw new Error(`No event source mapping reads a queue ${queueName}.`);
    return found;
  };
  return {
    awsUrl,
    httpUrl,
    clock,
    faults,
    dispatch,
    fetch: fetchInProcess(gateway),
    apis: apis.map(({ logicalId, kind, url }) => ({ logicalId, kind, url })),
    outputs,
    skipped,
    async call(serviceName, operation, input = {}) {
      const service = byName.get(serviceName);
      if (service?.operations.includes(operation)) return service.call(operation, input);
      throw new Error(`The stand-in offers no operation ${operation} of ${serviceName}.`);
    },
    invoke: async (functionName, event) => lambda.invoke(nameOf(functionName), event),
    kill: (functionName) => lambda.kill(functionName && nameOf(functionName)),
    queues: () => sqs.depths(),
    functions: lambda.functions,
    pauseMapping: async (queueName) => {
      await Promise.all(mappingsOf(queueName).map((mapping) => mapping.pause()));
    },
    resumeMapping(queueName) {
      for (const mapping of mappingsOf(queueName)) mapping.resume();
    },
  };
}
