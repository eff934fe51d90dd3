import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach } from "@jest/globals";
import { type VirtualClock, virtualClock } from "../../../../local/aws/clock.ts";
import { createDispatch } from "../../../../local/aws/dispatch.ts";
import { createDynamoDb } from "../../../../local/aws/dynamodb.ts";
import type { JournalRecord } from "../../../../local/aws/journal.ts";
import { type Endpoint, serveWire } from "../../../../local/aws/wire.ts";

/** An item as the AWS client takes and gives it. */
export type SdkItem = Record<string, AttributeValue>;

/** A stand-in with nothing but DynamoDB, on a loopback port, with AWS's own client. */
export interface Stack {
  client: DynamoDBClient;
  /** Where it listens. */
  url: string;
  clock: VirtualClock;
  /** What the journal was given, as JSON. */
  records: JournalRecord[];
  /** Posts a body that the client would not send. */
  post(operation: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** Starts a stack; the records of another one are replayed first. */
export async function startStack(replayed: readonly JournalRecord[] = []): Promise<Stack> {
  const clock = virtualClock();
  const records: JournalRecord[] = [];
  const service = createDynamoDb({
    clock,
    journal: {
      append: (record) => records.push(JSON.parse(JSON.stringify(record))),
      records: () => records,
      close: () => {},
    },
    region: "us-east-1",
    accountId: "000000000000",
    baseUrl: () => "http://127.0.0.1",
  });
  for (const { change, at } of replayed) service.replay(change, at);
  const endpoint = await serveWire(createDispatch({ services: [service] }));
  const client = clientFor(endpoint);
  return {
    client,
    url: endpoint.url,
    clock,
    records,
    post: (operation, body) => post(endpoint, operation, body),
    close: async () => {
      client.destroy();
      await endpoint.close();
    },
  };
}

function clientFor({ url }: Endpoint): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
}

async function post({ url }: Endpoint, operation: string, body: unknown) {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "content-type": "application/x-amz-json-1.0",
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Starts a stack before each test of a file and closes it afterwards. */
export function eachTestWithStack(): Stack {
  const current: { stack?: Stack } = {};
  beforeEach(async () => {
    current.stack = await startStack();
  });
  afterEach(() => current.stack?.close());
  const stack = (): Stack => {
    if (!current.stack) throw new Error("The stack runs only while a test does.");
    return current.stack;
  };
  return {
    get client() {
      return stack().client;
    },
    get url() {
      return stack().url;
    },
    get clock() {
      return stack().clock;
    },
    get records() {
      return stack().records;
    },
    post: (operation, body) => stack().post(operation, body),
    close: () => stack().close(),
  };
}

/** The definition of a table `things` with the key `pk`, `sk` of text. */
export const things = {
  TableName: "things",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
} satisfies CreateTableCommandInput;

/** Creates the table `things`, with other settings if given. */
export function createThings(client: DynamoDBClient, other: Partial<CreateTableCommandInput> = {}) {
  return client.send(new CreateTableCommand({ ...things, ...other }));
}

/** A key of the table `things`. */
export function key(pk = "p", sk = "s"): SdkItem {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** The error that a call ends with. */
export async function failure(
  call: Promise<unknown>,
): Promise<Error & { CancellationReasons?: { Code?: string; Message?: string }[]; Item?: SdkItem }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("The call succeeded.");
}

/** The name and message of the error that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const { name, message } = await failure(call);
  return `${name}: ${message}`;
}

/** The message of the ValidationException that a call ends with. */
export async function invalid(call: Promise<unknown>): Promise<string> {
  const { name, message } = await failure(call);
  return name === "ValidationException" ? message : `${name}: ${message}`;
}
