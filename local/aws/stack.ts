import type { Clock } from "./clock.ts";
import { createEventSourceMapping, type EventSourceMapping } from "./event-source-mapping.ts";
import type { Faults } from "./faults.ts";
import type { HttpApiOptions } from "./http-api.ts";
import type { Journal } from "./journal.ts";
import type { FunctionCounters, InvokeResult, LambdaOptions } from "./lambda.ts";
import { type Provisioned, type ProvisionOptions, provision, type Skipped } from "./provision.ts";
import { startSchedule } from "./schedule.ts";
import type { Sqs } from "./sqs.ts";
import { type Engines, type OnClose, startEngines } from "./stack/engines.ts";
import { withFaults } from "./with-faults.ts";
import { type ServiceCall, withTap } from "./with-tap.ts";

export interface StackOptions
  extends Pick<ProvisionOptions, "template" | "codeDirectory" | "parameters" | "stackName">,
    Pick<LambdaOptions, "maximumEnvironments" | "random">,
    Pick<HttpApiOptions, "fallback"> {
  /** Further environment variables of every function; they win over the template's. */
  environment?:
    | Record<string, string>
    | ((urls: Pick<Stack, "awsUrl" | "httpUrl">) => Record<string, string>);
  /** The port of the AWS protocols; 0, the default, takes any free one. */
  awsPort?: number;
  /** The port of the HTTP API; 0, the default, takes any free one. */
  httpPort?: number;
  /** `us-east-1` when absent. */
  region?: string;
  /** `000000000000` when absent. */
  accountId?: string;
  /** The machine's clock when absent. */
  clock?: Clock;
  /** Keeps nothing when absent. The stack closes it. */
  journal?: Journal;
  /** Takes every line that a function writes. */
  onLog?: LambdaOptions["onLog"];
  /** Takes a sentence about what went wrong in the background, such as a poll that failed. */
  onError?: (sentence: string) => void;
  /** Takes every call of a client over the wire and of a mapping in-process, for those who count or record them. */
  onCall?: (call: ServiceCall) => void;
}

/** A running stand-in. */
export interface Stack {
  /** Where AWS clients connect; functions have it as AWS_ENDPOINT_URL. */
  awsUrl: string;
  /** The HTTP API of the template. */
  httpUrl: string;
  clock: Clock;
  faults: Faults;
  /** Parts of the template that do nothing here. */
  skipped: readonly Skipped[];
  /** Calls an operation of a service (`dynamodb`, `sqs`, `ssm`) in-process. @throws AwsError as the service answers. */
  call(service: string, operation: string, input?: Record<string, unknown>): Promise<unknown>;
  /** Invokes a function by name or logical id and waits for its end. */
  invoke(functionName: string, event: unknown): Promise<InvokeResult>;
  /** Ends an environment in the middle of an invocation; false when nothing is running. */
  kill(functionName?: string): boolean;
  queues(): ReturnType<Sqs["depths"]>;
  functions(): FunctionCounters[];
  /** Stops a queue's mappings from receiving; resolves when none of their batches is in flight. */
  pauseMapping(queueName: string): Promise<void>;
  resumeMapping(queueName: string): void;
  /** Ends everything. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in from a packaged template: services, functions, mappings, schedules and the HTTP API.
 * What the journal holds is restored first.
 * @throws Error with code EADDRINUSE when a port is taken; Error on a template that cannot be provisioned.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers: Parameters<OnClose>[0][] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const onClose: OnClose = (closer) => void closers.push(closer);
  try {
    const engines = await startEngines(options, onClose);
    const provisioned = await provision({
      ...options,
      ...engines,
      environment: environmentOf(options, engines),
    });
    const mappings = startFunctions(options, engines, provisioned, onClose);
    return { ...control(engines, provisioned, mappings), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const environmentOf = ({ environment }: StackOptions, { awsUrl, httpUrl }: Engines) => ({
  AWS_ENDPOINT_URL: awsUrl,
  ...(typeof environment === "function" ? environment({ awsUrl, httpUrl }) : environment),
});

function startFunctions(
  options: StackOptions,
  { clock, faults, sqs, lambda, gateway }: Engines,
  { functions, mappings, schedules, api }: Provisioned,
  onClose: OnClose,
): EventSourceMapping[] {
  const { invoke } = lambda;
  for (const fn of functions) lambda.define(fn);
  if (api) gateway.serve(api);
  const queues = withFaults(withTap(sqs, "mapping", options.onCall), faults, clock);
  const { maximumEnvironments: maximumBatches = 4, onError } = options;
  for (const settings of schedules) onClose(startSchedule({ settings, clock, invoke }).close);
  return mappings.map((mapping) => {
    const started = createEventSourceMapping({
      ...mapping,
      sqs: queues,
      invoke,
      clock,
      maximumBatches,
      onError,
    });
    onClose(started.close);
    return started;
  });
}

function control(
  { clock, faults, services, sqs, lambda, awsUrl, httpUrl }: Engines,
  { functions, skipped }: Provisioned,
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
