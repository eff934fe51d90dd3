import {
  createDispatch,
  createDynamoDb,
  createFaults,
  createSqs,
  createSsm,
  type Faults,
  memoryJournal,
  type Service,
  type Sqs,
  serveWire,
  wallClock,
} from "#aws";
import type { Cloud } from "#cloud/cloud.ts";
import { cloudOf } from "#cloud/cloud-of.ts";
import { type Environment, readEnvironment } from "#cloud/environment.ts";
import { create as createApi } from "#functions/api.ts";
import { create as createDispatchFunction } from "#functions/dispatch.ts";
import { create as createSweep } from "#functions/sweep.ts";
import { create as createWritePage } from "#functions/write-page.ts";
import { type ClaudeStandIn, startClaude } from "#local/claude.ts";
import { type GoogleStandIn, startGoogle } from "#local/google.ts";
import { messageAttributes } from "#middleware";
import { httpEvent, lambdaContext, type TestRequest } from "./event.ts";

/** The answer of the API to a test. */
export interface TestReply {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read bodies of every route.
  body: any;
  text: string;
}

/** A record as the SQS mapping delivers it. */
export interface TestRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { stringValue: string; dataType: string }>;
  eventSourceARN: string;
}

/** The product's functions in this process, on the stand-ins' real protocols. */
export interface Harness {
  cloud: Cloud;
  environment: Environment;
  dynamodb: Service;
  sqs: Sqs;
  faults: Faults;
  claude: ClaudeStandIn;
  google: GoogleStandIn;
  /** Calls the API as `email` (the operator when absent, nobody when null). */
  call(request: TestRequest, email?: string | null): Promise<TestReply>;
  /** Receives up to ten messages of a queue as records. */
  receive(queue: "jobs" | "pages"): Promise<TestRecord[]>;
  /** Hands records to a queue's function and deletes the ones that it did not report as failed; returns those. */
  deliver(queue: "jobs" | "pages", records: TestRecord[]): Promise<string[]>;
  /** Receives and delivers until both queues have nothing visible. */
  drain(): Promise<void>;
  sweep(): Promise<void>;
  /** Every item of the table. */
  items(): Promise<Record<string, unknown>[]>;
  /** The lines that the functions logged. */
  logs: string[];
  close(): Promise<void>;
}

/** What a test changes of the cloud before the functions get it. */
export type Wrap = (cloud: Cloud) => Cloud;

const queueNames = ["jobs", "pages"] as const;
const accountId = "000000000000";

/** Starts the stand-ins and makes one container of each function on them. */
export async function startHarness(wrap: Wrap = (cloud) => cloud): Promise<Harness> {
  const clock = wallClock();
  const faults = createFaults(clock);
  let awsUrl = "";
  const options = { clock, journal: memoryJournal(), region: "us-east-1", accountId, baseUrl: () => awsUrl };
  const services = { dynamodb: createDynamoDb(options), sqs: createSqs(options), ssm: createSsm(options) };
  const wire = await serveWire(createDispatch({ services: Object.values(services), clock, faults }));
  awsUrl = wire.url;
  const claude = await startClaude();
  const google = await startGoogle({ clientId: "test-client" });
  const variables = await provision(services, { awsUrl, claude, google });
  const logs: string[] = [];
  const environment = readEnvironment(variables);
  const cloud = wrap(cloudOf(environment, { messageAttributes, write: (line) => logs.push(line) }));
  const functions = {
    api: createApi(cloud, environment),
    jobs: createDispatchFunction(cloud, environment),
    pages: createWritePage(cloud, environment),
    sweep: createSweep(cloud, environment),
  };
  const invoke = (name: keyof typeof functions, event: unknown) =>
    (functions[name] as unknown as (event: unknown, context: unknown) => Promise<unknown>)(
      event,
      lambdaContext(name),
    );
  const tokens = new Map<string, string>();
  const tokenOf = async (email: string) => {
    const token = tokens.get(email) ?? (await google.token(email));
    tokens.set(email, token);
    return token;
  };
  const harness: Harness = {
    cloud,
    environment,
    dynamodb: services.dynamodb,
    sqs: services.sqs,
    faults,
    claude,
    google,
    logs,
    async call(request, email = "operator@example.com") {
      const authorization: Record<string, string> =
        email === null ? {} : { authorization: `Bearer ${await tokenOf(email)}` };
      const event = httpEvent({ ...request, headers: { ...authorization, ...request.headers } });
      const reply = (await invoke("api", event)) as {
        statusCode: number;
        headers: Record<string, string>;
        body?: string;
      };
      return {
        status: reply.statusCode,
        headers: Object.fromEntries(
          Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        body: parsed(reply.body),
        text: reply.body ?? "",
      };
    },
    async receive(queue) {
      const input = {
        QueueUrl: queueUrl(awsUrl, queue),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      };
      const { Messages = [] } = (await services.sqs.call("ReceiveMessage", input)) as {
        Messages?: WireMessage[];
      };
      return Messages.map((message) => recordOf(queue, message));
    },
    async deliver(queue, records) {
      const { batchItemFailures } = (await invoke(queue, { Records: records })) as {
        batchItemFailures: { itemIdentifier: string }[];
      };
      const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      for (const { messageId, receiptHandle } of records)
        if (!failed.includes(messageId))
          await services.sqs.call("DeleteMessage", {
            QueueUrl: queueUrl(awsUrl, queue),
            ReceiptHandle: receiptHandle,
          });
      return failed;
    },
    async drain() {
      for (let idle = 0; idle < queueNames.length; )
        for (const queue of queueNames) {
          const records = await harness.receive(queue);
          idle = records.length === 0 ? idle + 1 : 0;
          if (records.length > 0) await harness.deliver(queue, records);
        }
    },
    async sweep() {
      await invoke("sweep", {});
    },
    async items() {
      const { Items = [] } = (await services.dynamodb.call("Scan", { TableName: "table" })) as {
        Items?: Record<string, unknown>[];
      };
      return Items;
    },
    async close() {
      await Promise.all([wire.close(), claude.close(), google.close()]);
    },
  };
  return harness;
}

const queueUrl = (awsUrl: string, queue: string) => `${awsUrl}/${accountId}/${queue}`;

interface WireMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, { StringValue: string; DataType: string }>;
}

function recordOf(
  queue: string,
  { MessageId, ReceiptHandle, Body, Attributes = {}, MessageAttributes = {} }: WireMessage,
): TestRecord {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue, DataType }]) => [
    name,
    { stringValue: StringValue, dataType: DataType },
  ]);
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(attributes),
    eventSourceARN: `arn:aws:sqs:us-east-1:${accountId}:${queue}`,
  };
}

interface Urls {
  awsUrl: string;
  claude: ClaudeStandIn;
  google: GoogleStandIn;
}

/** Makes the table, the queues and the parameters, and returns the variables that name them. */
async function provision(
  { dynamodb, sqs, ssm }: Record<"dynamodb" | "sqs" | "ssm", Service>,
  { awsUrl, claude, google }: Urls,
) {
  await dynamodb.call("CreateTable", {
    TableName: "table",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  });
  for (const queue of queueNames)
    await sqs.call("CreateQueue", { QueueName: queue, Attributes: { VisibilityTimeout: "720" } });
  const allowList = ["viewer", "operator", "admin"].map((role) => ({ email: `${role}@example.com`, role }));
  const parameters = { "/key": "test-key", "/client": "test-client", "/list": JSON.stringify(allowList) };
  for (const [Name, Value] of Object.entries(parameters))
    await ssm.call("PutParameter", { Name, Value, Type: "SecureString" });
  return {
    STAGE: "local",
    TABLE_NAME: "table",
    JOBS_QUEUE_URL: queueUrl(awsUrl, "jobs"),
    PAGES_QUEUE_URL: queueUrl(awsUrl, "pages"),
    ALLOWED_ORIGINS: "https://dashboard.example.com",
    ANTHROPIC_KEY_PARAMETER: "/key",
    GOOGLE_CLIENT_ID_PARAMETER: "/client",
    ALLOW_LIST_PARAMETER: "/list",
    ANTHROPIC_BASE_URL: claude.url,
    GOOGLE_ISSUER: google.url,
    GOOGLE_JWKS_URI: `${google.url}/oauth2/v3/certs`,
    AWS_ENDPOINT_URL: awsUrl,
  };
}

function parsed(body: string | undefined): unknown {
  try {
    return body ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
