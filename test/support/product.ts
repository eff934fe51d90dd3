import type { Cloud, QueueName } from "#cloud/cloud.ts";
import { cloudOf } from "#cloud/cloud-of.ts";
import type { Environment } from "#cloud/environment.ts";
import { create as createApi } from "#functions/api.ts";
import { create as createDispatch } from "#functions/dispatch.ts";
import { create as createSweep } from "#functions/sweep.ts";
import { create as createWritePage } from "#functions/write-page.ts";
import { type ClaudeStandIn, startClaude } from "#local/claude.ts";
import { type GoogleStandIn, startGoogle } from "#local/google.ts";
import { messageAttributes } from "#middleware";
import { httpEvent, lambdaContext, type TestRequest } from "./event.ts";
import { recordOf, type TestRecord, type WireMessage } from "./queue-record.ts";

/** The answer of the API to a test. */
export interface TestReply {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read bodies of every route.
  body: any;
  text: string;
}

/** The product's functions in this process, one container of each, on AWS services that stand somewhere. */
export interface Product {
  cloud: Cloud;
  environment: Environment;
  claude: ClaudeStandIn;
  google: GoogleStandIn;
  /** Calls the API as `email` (the operator when absent, nobody when null). */
  call(request: TestRequest, email?: string | null): Promise<TestReply>;
  /** Receives up to ten messages of a queue as records. */
  receive(queue: QueueName): Promise<TestRecord[]>;
  /** Hands records to a queue's function and deletes the ones that it did not report as failed; returns those. */
  deliver(queue: QueueName, records: TestRecord[]): Promise<string[]>;
  /** Receives and delivers until both queues have nothing visible. */
  drain(): Promise<void>;
  sweep(): Promise<void>;
  /** The lines that the functions logged. */
  logs: string[];
  close(): Promise<void>;
}

/** What a test changes of the cloud before the functions get it. */
export type Wrap = (cloud: Cloud) => Cloud;

/** What the mapping does with a queue. */
export interface QueueAccess {
  receive(queue: QueueName): Promise<WireMessage[]>;
  remove(queue: QueueName, receiptHandle: string): Promise<void>;
}

/** Where Claude and Google stand. */
export type People = Pick<Product, "claude" | "google">;

/** How to start the product. */
export interface ProductOptions {
  queues: QueueAccess;
  /** The settings of every function. */
  environment(people: People): Environment;
  wrap: Wrap;
  /** One that stands already and is somebody else's to close; a new one when absent. */
  google?: GoogleStandIn;
}

/** The queues that have a function. */
export const queueNames = ["jobs", "pages"] as const;

/** The parameters that the product reads, by the setting that names each. */
export const parameterValues = {
  ANTHROPIC_KEY_PARAMETER: "test-key",
  GOOGLE_CLIENT_ID_PARAMETER: "test-client",
  ALLOW_LIST_PARAMETER: JSON.stringify(
    ["viewer", "operator", "admin"].map((role) => ({ email: `${role}@example.com`, role })),
  ),
};

/** Google, for the product's own client id. */
export const startTestGoogle = () => startGoogle({ clientId: parameterValues.GOOGLE_CLIENT_ID_PARAMETER });

/** Makes one container of each function, beside stand-ins of Claude and Google. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { queues, wrap } = options;
  const claude = await startClaude();
  const google = options.google ?? (await startTestGoogle());
  const environment = options.environment({ claude, google });
  const logs: string[] = [];
  const cloud = wrap(cloudOf(environment, { messageAttributes, write: (line) => logs.push(line) }));
  const invoke = invoker(cloud, environment);
  const product: Product = {
    cloud,
    environment,
    claude,
    google,
    logs,
    call: caller(google, (event) => invoke("api", event)),
    receive: async (queue) => (await queues.receive(queue)).map((message) => recordOf(queue, message)),
    async deliver(queue, records) {
      const { batchItemFailures } = (await invoke(queue, { Records: records })) as {
        batchItemFailures: { itemIdentifier: string }[];
      };
      const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      for (const { messageId, receiptHandle } of records)
        if (!failed.includes(messageId)) await queues.remove(queue, receiptHandle);
      return failed;
    },
    async drain() {
      for (let idle = 0; idle < queueNames.length; )
        for (const queue of queueNames) {
          const records = await product.receive(queue);
          idle = records.length === 0 ? idle + 1 : 0;
          if (records.length > 0) await product.deliver(queue, records);
        }
    },
    sweep: async () => void (await invoke("sweep", {})),
    close: async () =>
      void (await Promise.all([claude.close(), options.google ? undefined : google.close()])),
  };
  return product;
}

function invoker(cloud: Cloud, environment: Environment) {
  const functions = {
    api: createApi(cloud, environment),
    jobs: createDispatch(cloud, environment),
    pages: createWritePage(cloud, environment),
    sweep: createSweep(cloud, environment),
  };
  return (name: keyof typeof functions, event: unknown) =>
    (functions[name] as unknown as (event: unknown, context: unknown) => Promise<unknown>)(
      event,
      lambdaContext(name),
    );
}

interface ApiReply {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
}

/** Calls the API with a token of whoever calls; a person keeps the first one. */
function caller(google: GoogleStandIn, invoke: (event: unknown) => Promise<unknown>): Product["call"] {
  const tokens = new Map<string, string>();
  const tokenOf = async (email: string) => {
    const token = tokens.get(email) ?? (await google.token(email));
    tokens.set(email, token);
    return token;
  };
  return async (request, email = "operator@example.com") => {
    const authorization: Record<string, string> =
      email === null ? {} : { authorization: `Bearer ${await tokenOf(email)}` };
    const event = httpEvent({ ...request, headers: { ...authorization, ...request.headers } });
    const { statusCode, headers, body } = (await invoke(event)) as ApiReply;
    const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    return {
      status: statusCode,
      headers: Object.fromEntries(lowerCase),
      body: parsed(body),
      text: body ?? "",
    };
  };
}

function parsed(body: string | undefined): unknown {
  try {
    return body ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
