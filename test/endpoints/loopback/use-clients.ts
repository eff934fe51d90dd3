import { startStack } from "#aws";
import { awsClients } from "#cloud/aws-clients.ts";
import { readEnvironment } from "#cloud/environment.ts";

/* One call of each AWS client that the product has, to services that hold nothing; prints what each was answered. */

const stack = await startStack({ template: { Resources: {} }, codeDirectory: () => "." });
const environment = readEnvironment({ ...process.env, STAGE: "local", AWS_ENDPOINT_URL: stack.awsUrl });
const { dynamodb, sqs, ssm } = awsClients(environment);
const [table, queue, parameter] = await Promise.all([dynamodb(), sqs(), ssm()]);
const calls = [
  () => table.client.send(new table.sdk.GetItemCommand({ TableName: "none", Key: { pk: { S: "1" } } })),
  () =>
    queue.client.send(
      new queue.sdk.GetQueueAttributesCommand({
        QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/none",
      }),
    ),
  () => parameter.client.send(new parameter.sdk.GetParameterCommand({ Name: "/none" })),
];
for (const call of calls)
  console.log(
    await call().then(
      () => "answered",
      ({ name }) => name,
    ),
  );
process.exit();
