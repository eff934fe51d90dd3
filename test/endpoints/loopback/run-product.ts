import { type Stack, startStack } from "#aws";
import { readEnvironment } from "#cloud/environment.ts";
import {
  type People,
  parameterValues,
  type QueueAccess,
  queueNames,
  startProduct,
} from "../../support/product.ts";
import type { WireMessage } from "../../support/queue-record.ts";
import { orderJob, readJob, seedBusiness } from "../../support/seed.ts";

/* A whole job in a process whose settings tempt every client to leave; prints how it ended. */

// As they are copied from a console: their host is AWS's.
const queueUrl = (queue: string) => `https://sqs.eu-west-1.amazonaws.com/000000000000/${queue}`;

const stack = await startStack({
  region: "eu-west-1",
  codeDirectory: () => ".",
  template: {
    Resources: {
      Table: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          TableName: "table",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "sk", KeyType: "RANGE" },
          ],
        },
      },
      Jobs: { Type: "AWS::SQS::Queue", Properties: { QueueName: "jobs" } },
      Pages: { Type: "AWS::SQS::Queue", Properties: { QueueName: "pages" } },
    },
  },
});
for (const [setting, Value] of Object.entries(parameterValues))
  await stack.call("ssm", "PutParameter", { Name: `/${setting}`, Value, Type: "SecureString" });

const product = await startProduct({
  queues: accessOf(stack),
  wrap: (cloud) => cloud,
  environment: (people) => readEnvironment({ ...process.env, ...variablesOf(stack, people) }),
});
const business = await seedBusiness(product, 1, 2);
const { body } = await orderJob(product, business.id);
await product.drain();
await product.sweep();
console.log((await readJob(product, body.id)).status);
await product.close();
await stack.close();
process.exit();

function variablesOf({ awsUrl }: Stack, { claude, google }: People) {
  return {
    STAGE: "local",
    TABLE_NAME: "table",
    ...Object.fromEntries(queueNames.map((name) => [`${name.toUpperCase()}_QUEUE_URL`, queueUrl(name)])),
    ...Object.fromEntries(Object.keys(parameterValues).map((setting) => [setting, `/${setting}`])),
    ANTHROPIC_BASE_URL: claude.url,
    GOOGLE_ISSUER: google.url,
    GOOGLE_JWKS_URI: google.jwksUri,
    AWS_ENDPOINT_URL: awsUrl,
  };
}

/** In-process, so that whatever is seen on the network is the product's. */
function accessOf({ call }: Stack): QueueAccess {
  return {
    async receive(queue) {
      const input = { QueueUrl: queueUrl(queue), MaxNumberOfMessages: 10, AttributeNames: ["All"] };
      const reply = await call("sqs", "ReceiveMessage", { ...input, MessageAttributeNames: ["All"] });
      return (reply as { Messages?: WireMessage[] }).Messages ?? [];
    },
    async remove(queue, ReceiptHandle) {
      await call("sqs", "DeleteMessage", { QueueUrl: queueUrl(queue), ReceiptHandle });
    },
  };
}
