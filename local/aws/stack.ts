import { type Clock, wallClock } from "./clock.ts";
import { createDispatch } from "./dispatch.ts";
import { createDynamoDb } from "./dynamodb.ts";
import { createEventSourceMapping, type EventSourceMapping } from "./event-source-mapping.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createHttpApi, type HttpApiOptions } from "./http-api.ts";
import { type Journal, memoryJournal } from "./journal.ts";
import { createLambda, type FunctionCounters, type InvokeResult, type LambdaOptions } from "./lambda.ts";
import { type Provisioned, type ProvisionOptions, provision, type Skipped } from "./provision.ts";
import { startSchedule } from "./schedule.ts";
import type { Service } from "./service.ts";
import { createSqs, type Sqs } from "./sqs.ts";
import { createSsm } from "./ssm.ts";
import { stoppableClock } from "./stoppable-clock.ts";
import { serveWire } from "./wire.ts";
import { withFaults } from "./with-faults.ts";

export interface StackOptions
  extends Pick<ProvisionOptions, "template" | "codeDirectory" | "parameters" | "environment" | "stackName">,
    Pick<LambdaOptions, "maximumEnvironments" | "random">,
    Pick<HttpApiOptions, "fallback"> {
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
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const onClose = (closer: (typeof closers)[number]) => void closers.push(closer);
  try {
    const running = await startServices(options, onClose);
    const provisioned = await provision({
      ...options,
      ...running,
      environment: environmentOf(options, running),
    });
    const mappings = startFunctions(options, running, provisioned, onClose);
    return { ...control(running, provisioned, mappings), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Running = Awaited<ReturnType<typeof startServices>>;

async function startServices(options: StackOptions, onClose: (closer: () => void | Promise<void>) => void) {
  const { region = "us-east-1", accountId = "000000000000", journal = memoryJournal() } = options;
  const clock = stoppableClock(options.clock ?? wallClock());
  onClose(() => journal.close());
  onClose(() => clock.stop());
  const faults = createFaults(clock, options.random);

  let awsUrl = "";
  const engineOptions = { clock, journal, region, accountId, baseUrl: () => awsUrl };
  const sqs = createSqs(engineOptions);
  const services = { dynamodb: createDynamoDb(engineOptions), sqs, ssm: createSsm(engineOptions) };
  restore(journal, Object.values(services));
  const dispatch = createDispatch({ services: Object.values(services), clock, faults });
  const wire = await serveWire(dispatch, options.awsPort);
  onClose(wire.close);
  awsUrl = wire.url;

  const lambda = createLambda({ ...options, clock, region, accountId });
  const { invoke } = lambda;
  const gateway = await createHttpApi({
    ...options,
    clock,
    region,
    accountId,
    invoke,
    port: options.httpPort,
  });
  onClose(gateway.close);
  onClose(lambda.close);
  return { clock, region, accountId, faults, services, sqs, lambda, gateway, awsUrl, httpUrl: gateway.url };
}

/** @throws Error when the journal holds changes of a service that the stack does not have. */
function restore(journal: Journal, services: readonly Service[]) {
  for (const { service: name, change, at } of journal.records()) {
    const service = services.find((candidate) => candidate.name === name);
    if (!service) throw new Error(`The journal holds changes of ${name}, which this stack does not offer.`);
    service.replay(change, at);
  }
}

const environmentOf = (options: StackOptions, { awsUrl }: Running) => ({
  AWS_ENDPOINT_URL: awsUrl,
  ...options.environment,
});

function startFunctions(
  options: StackOptions,
  { clock, faults, sqs, lambda, gateway }: Running,
  { functions, mappings, schedules, api }: Provisioned,
  onClose: (closer: () => void) => void,
): EventSourceMapping[] {
  const { invoke } = lambda;
  for (const fn of functions) lambda.define(fn);
  if (api) gateway.serve(api);
  const queues = withFaults(sqs, faults, clock);
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
  { clock, faults, services, sqs, lambda, awsUrl, httpUrl }: Running,
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
