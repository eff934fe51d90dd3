import type { Clock } from "./clock.ts";
import type { WireReply, WireRequest } from "./dispatch.ts";
import type { Faults } from "./faults.ts";
import type { HttpApiOptions } from "./http-api.ts";
import type { Journal } from "./journal.ts";
import type { InProcessFunction } from "./lambda/in-process-runtime.ts";
import type { FunctionCounters, InvokeResult, LambdaOptions } from "./lambda.ts";
import type { ProvisionedApi } from "./provision/apis.ts";
import { type ProvisionOptions, provision, type Skipped } from "./provision.ts";
import type { Sqs } from "./sqs.ts";
import { control } from "./stack/control.ts";
import { type Engines, type OnClose, startEngines } from "./stack/engines.ts";
import type { FetchRequest } from "./stack/fetch-in-process.ts";
import { startFunctions } from "./stack/start-functions.ts";
import type { ServiceCall } from "./with-tap.ts";

export interface StackOptions
  extends Pick<ProvisionOptions, "template" | "codeDirectory" | "parameters" | "ssmParameters" | "stackName">,
    Pick<LambdaOptions, "maximumEnvironments" | "random">,
    Pick<HttpApiOptions, "fallback" | "issuers"> {
  /** Further environment variables of every function; they win over the template's. */
  environment?:
    | Record<string, string>
    | ((urls: Pick<Stack, "awsUrl" | "httpUrl">) => Record<string, string>);
  /** Repeats a run: ids, faults and kills are those of the last run with this seed, if all else is done alike. */
  seed?: string | number;
  /** False opens no port: clients take `inProcessHandler(stack)`, and `stack.fetch` calls the API. */
  listen?: boolean;
  /** Functions that run in this thread instead of in worker threads, by name or logical id. */
  functions?: Readonly<Record<string, InProcessFunction>>;
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
  /** Answers a request of an AWS client in this process, as the port does. */
  dispatch(request: WireRequest): Promise<WireReply>;
  /** Calls the HTTP API in this process, without a socket; `url` is a path, or a URL whose host does not matter. */
  fetch(url: string, request?: FetchRequest): Promise<Response>;
  /** Every API of the template; the first is at `httpUrl`. */
  apis: readonly Pick<ProvisionedApi, "logicalId" | "kind" | "url">[];
  /** The template's outputs, with the URLs of this machine. */
  outputs: Readonly<Record<string, string>>;
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
      openApi: engines.gateways.open,
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
