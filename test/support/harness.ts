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
  withFaults,
} from "#aws";
import { readEnvironment } from "#cloud/environment.ts";
import {
  type People,
  type Product,
  parameterValues,
  type QueueAccess,
  queueNames,
  startProduct,
  type Wrap,
} from "./product.ts";
import type { WireMessage } from "./queue-record.ts";

/** The product on the stand-ins' real protocols, all in this process. */
export interface Harness extends Product {
  dynamodb: Service;
  sqs: Sqs;
  faults: Faults;
  /** Every item of the table but the accounts, which come with whoever signs in. */
  items(): Promise<Record<string, unknown>[]>;
}

const accountId = "000000000000";

/** Starts the stand-ins and makes one container of each function on them. */
export async function startHarness(wrap: Wrap = (cloud) => cloud): Promise<Harness> {
  const clock = wallClock();
  const faults = createFaults(clock);
  let awsUrl = "";
  const options = { clock, journal: memoryJournal(), region: "us-east-1", accountId, baseUrl: () => awsUrl };
  const services = { dynamodb: createDynamoDb(options), sqs: createSqs(options), ssm: createSsm(options) };
  const struck = Object.values(services).map((service) => withFaults(service, faults, clock));
  const wire = await serveWire(createDispatch({ services: struck }));
  awsUrl = wire.url;
  await provision(services);
  const product = await startProduct({
    wrap,
    queues: accessOf(services.sqs, awsUrl),
    environment: (people) => readEnvironment(variablesOf(awsUrl, people)),
  });
  return {
    ...product,
    dynamodb: services.dynamodb,
    sqs: services.sqs,
    faults,
    async items() {
      const { Items = [] } = (await services.dynamodb.call("Scan", { TableName: "table" })) as {
        Items?: { sk?: { S?: string } }[];
      };
      return Items.filter(({ sk }) => sk?.S !== "ACCOUNT");
    },
    close: async () => void (await Promise.all([product.close(), wire.close()])),
  };
}

const queueUrl = (awsUrl: string, queue: string) => `${awsUrl}/${accountId}/${queue}`;

function accessOf(sqs: Service, awsUrl: string): QueueAccess {
  return {
    async receive(queue) {
      const input = {
        QueueUrl: queueUrl(awsUrl, queue),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      };
      const { Messages = [] } = (await sqs.call("ReceiveMessage", input)) as { Messages?: WireMessage[] };
      return Messages;
    },
    async remove(queue, ReceiptHandle) {
      await sqs.call("DeleteMessage", { QueueUrl: queueUrl(awsUrl, queue), ReceiptHandle });
    },
  };
}

/** Makes the table, the queues and the parameters. */
async function provision({ dynamodb, sqs, ssm }: Record<"dynamodb" | "sqs" | "ssm", Service>) {
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
  for (const [setting, Value] of Object.entries(parameterValues))
    await ssm.call("PutParameter", { Name: `/${setting}`, Value, Type: "SecureString" });
}

const variablesOf = (awsUrl: string, { claude, google }: People) => ({
  STAGE: "local",
  TABLE_NAME: "table",
  JOBS_QUEUE_URL: queueUrl(awsUrl, "jobs"),
  PAGES_QUEUE_URL: queueUrl(awsUrl, "pages"),
  ALLOWED_ORIGINS: "https://dashboard.example.com",
  ...Object.fromEntries(Object.keys(parameterValues).map((setting) => [setting, `/${setting}`])),
  ANTHROPIC_BASE_URL: claude.url,
  GOOGLE_ISSUER: google.url,
  GOOGLE_JWKS_URI: `${google.url}/oauth2/v3/certs`,
  AWS_ENDPOINT_URL: awsUrl,
});
