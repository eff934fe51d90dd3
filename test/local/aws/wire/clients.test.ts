import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SQS } from "@aws-sdk/client-sqs";
import { SSM } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { accountId, startWire, stopAll } from "./start-wire.ts";

let wire: Awaited<ReturnType<typeof startWire>>;
beforeAll(async () => {
  wire = await startWire();
});
afterAll(stopAll);

const table = {
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" as const }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" as const }],
  BillingMode: "PAY_PER_REQUEST" as const,
};

test("AWS SDK for JavaScript v3 does all it is for", async () => {
  const settings = {
    endpoint: wire.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const clients = [new DynamoDB(settings), new SQS(settings), new SSM(settings)] as const;
  const [dynamodb, sqs, ssm] = clients;

  await dynamodb.createTable({ TableName: "things", ...table });
  await dynamodb.updateTable({ TableName: "things", DeletionProtectionEnabled: false });
  expect((await dynamodb.describeTable({ TableName: "things" })).Table?.TableStatus).toBe("ACTIVE");
  await dynamodb.putItem({ TableName: "things", Item: { pk: { S: "a" }, b: { B: Buffer.from([0, 255]) } } });
  const { Item } = await dynamodb.getItem({ TableName: "things", Key: { pk: { S: "a" } } });
  expect(Item?.b?.B).toEqual(new Uint8Array([0, 255]));
  const query = { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": { S: "a" } } };
  expect((await dynamodb.query({ TableName: "things", ...query })).Count).toBe(1);
  expect((await dynamodb.scan({ TableName: "things" })).Count).toBe(1);
  expect((await dynamodb.listTables({})).TableNames).toEqual(["things"]);
  await dynamodb.deleteTable({ TableName: "things" });

  const { QueueUrl } = await sqs.createQueue({ QueueName: "jobs" });
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: "5" } });
  await sqs.sendMessage({ QueueUrl, MessageBody: "hello" });
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 1 });
  expect(Messages.map(({ Body }) => Body)).toEqual(["hello"]);
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle });
  await sqs.purgeQueue({ QueueUrl });
  expect((await sqs.listQueues({})).QueueUrls).toEqual([QueueUrl]);
  await sqs.deleteQueue({ QueueUrl });

  await ssm.putParameter({ Name: "/app/key", Value: "v", Type: "String" });
  await ssm.labelParameterVersion({ Name: "/app/key", Labels: ["live"] });
  expect((await ssm.getParameter({ Name: "/app/key:live" })).Parameter?.Value).toBe("v");
  expect((await ssm.getParameterHistory({ Name: "/app/key" })).Parameters).toHaveLength(1);
  await ssm.deleteParameter({ Name: "/app/key" });

  for (const client of clients) client.destroy();
}, 30_000);

/** A program of the PATH, or the one that the variable names. */
function find(name: string, variable: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return (
    process.env[variable] ?? folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
  );
}

const run = promisify(execFile);
const environment = () => ({
  ...process.env,
  AWS_ENDPOINT_URL: wire.url,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_CONFIG_FILE: "none",
  AWS_SHARED_CREDENTIALS_FILE: "none",
  AWS_MAX_ATTEMPTS: "1",
  AWS_PAGER: "",
});

/** Whether the interpreter has a module; without loading it, which takes a while. */
const hasModule = (program: string | undefined, name: string) =>
  program === undefined
    ? false
    : run(program, ["-c", `from importlib.util import find_spec; assert find_spec("${name}")`]).then(
        () => true,
        () => false,
      );

const cli = find("aws", "AWS_STAND_IN_CLI");
const hasCli = cli !== undefined;
const python = find("python3", "MARKETBREWER_PYTHON");
const hasDriver = await hasModule(python, "awscli");
const hasBoto = await hasModule(python, "boto3");
if (!hasCli)
  console.warn("The AWS CLI is not on the PATH: its test is skipped. AWS_STAND_IN_CLI may name it.");
if (!hasDriver)
  console.warn(
    "Python with AWS CLI version 1 is not on the PATH: the whole list of its commands is skipped.",
  );
if (!hasBoto)
  console.warn("Python with boto3 is not on the PATH: its test is skipped. MARKETBREWER_PYTHON may name it.");

/** Runs the CLI with the words of `command`; the endpoint is given outright, as `aws sqs` ignores the variable. */
async function aws(command: string) {
  const parameters = [...command.split(" "), "--endpoint-url", wire.url, "--output", "json"];
  const { stdout } = await run(cli ?? "aws", parameters, { env: environment() });
  return stdout ? JSON.parse(stdout) : undefined;
}

// A process each, a second of work: enough to see that it gets through. The whole list is below, in one process.
(hasCli ? test : test.skip)(
  "the AWS CLI gets through",
  async () => {
    expect((await aws("sts get-caller-identity")).Account).toBe(accountId);
    await expect(aws("sqs get-queue-url --queue-name none")).rejects.toThrow("NonExistentQueue");
  },
  180_000,
);

const commands = `
import contextlib, io, json, os
from awscli.clidriver import create_clidriver

driver = create_clidriver()

def aws(command):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        result = driver.main(command.split() + ["--endpoint-url", os.environ["AWS_ENDPOINT_URL"]])
    assert result == 0, command
    return json.loads(out.getvalue() or "null")

named = "--table-name cli-things"
aws(f"dynamodb create-table {named} --billing-mode PAY_PER_REQUEST"
    " --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH")
aws(f"dynamodb wait table-exists {named}")
assert aws(f"dynamodb describe-table {named}")["Table"]["TableName"] == "cli-things"
aws(f"dynamodb update-table {named} --no-deletion-protection-enabled")
aws(f'dynamodb put-item {named} --item {{"pk":{{"S":"a"}}}}')
assert aws(f'dynamodb get-item {named} --key {{"pk":{{"S":"a"}}}}')["Item"] == {"pk": {"S": "a"}}
assert aws(f"dynamodb query {named} --key-condition-expression pk=:p"
    ' --expression-attribute-values {":p":{"S":"a"}}')["Count"] == 1
assert aws(f"dynamodb scan {named}")["Count"] == 1
assert "cli-things" in aws("dynamodb list-tables")["TableNames"]
aws(f"dynamodb delete-table {named}")
url = aws("sqs create-queue --queue-name cli-jobs")["QueueUrl"]
queue = f"--queue-url {url}"
aws(f"sqs set-queue-attributes {queue} --attributes VisibilityTimeout=5")
assert aws(f"sqs get-queue-attributes {queue} --attribute-names All")["Attributes"]["VisibilityTimeout"] == "5"
aws(f"sqs send-message {queue} --message-body hello")
[message] = aws(f"sqs receive-message {queue}")["Messages"]
assert message["Body"] == "hello"
aws(f"sqs delete-message {queue} --receipt-handle {message['ReceiptHandle']}")
aws(f"sqs purge-queue {queue}")
assert url in aws("sqs list-queues")["QueueUrls"]
aws(f"sqs delete-queue {queue}")
aws("ssm put-parameter --name /cli/key --value v --type String")
aws("ssm label-parameter-version --name /cli/key --labels live")
assert aws("ssm get-parameter --name /cli/key:live")["Parameter"]["Value"] == "v"
assert len(aws("ssm get-parameter-history --name /cli/key")["Parameters"]) == 1
aws("ssm delete-parameter --name /cli/key")
assert aws("sts get-caller-identity")["Account"] == "${accountId}"
print("done")
`;

(hasDriver ? test : test.skip)(
  "the AWS CLI does all it is for",
  async () => {
    const { stdout } = await run(python ?? "python3", ["-c", commands], { env: environment() });
    expect(stdout.trim()).toBe("done");
  },
  180_000,
);

const script = `
import boto3
dynamodb, sqs, ssm, sts = (boto3.client(name) for name in ("dynamodb", "sqs", "ssm", "sts"))
table = {"TableName": "py-things"}
dynamodb.create_table(**table, BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}])
dynamodb.get_waiter("table_exists").wait(**table)
dynamodb.update_table(**table, DeletionProtectionEnabled=False)
dynamodb.put_item(**table, Item={"pk": {"S": "a"}, "b": {"B": b"\\x00\\xff"}})
assert dynamodb.get_item(**table, Key={"pk": {"S": "a"}})["Item"]["b"]["B"] == b"\\x00\\xff"
query = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}}
assert dynamodb.query(**table, **query)["Count"] == 1
assert dynamodb.scan(**table)["Count"] == 1
assert "py-things" in dynamodb.list_tables()["TableNames"]
dynamodb.delete_table(**table)
queue = {"QueueUrl": sqs.create_queue(QueueName="py-jobs")["QueueUrl"]}
sqs.set_queue_attributes(**queue, Attributes={"VisibilityTimeout": "5"})
sqs.send_message(**queue, MessageBody="hello", MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}})
[message] = sqs.receive_message(**queue, MessageAttributeNames=["All"])["Messages"]
assert message["Body"] == "hello" and message["MessageAttributes"]["k"]["StringValue"] == "v"
sqs.delete_message(**queue, ReceiptHandle=message["ReceiptHandle"])
sqs.purge_queue(**queue)
assert queue["QueueUrl"] in sqs.list_queues()["QueueUrls"]
try:
    sqs.get_queue_url(QueueName="none")
    assert False
except sqs.exceptions.QueueDoesNotExist as error:
    assert error.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
sqs.delete_queue(**queue)
ssm.put_parameter(Name="/py/key", Value="v", Type="String")
ssm.label_parameter_version(Name="/py/key", Labels=["live"])
assert ssm.get_parameter(Name="/py/key:live")["Parameter"]["Value"] == "v"
assert len(ssm.get_parameter_history(Name="/py/key")["Parameters"]) == 1
ssm.delete_parameter(Name="/py/key")
assert sts.get_caller_identity()["Account"] == "${accountId}"
print("done")
`;

(hasBoto ? test : test.skip)(
  "boto3 does all it is for",
  async () => {
    const { stdout } = await run(python ?? "python3", ["-c", script], { env: environment() });
    expect(stdout.trim()).toBe("done");
  },
  60_000,
);
