import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, expect, test } from "@jest/globals";
import { fileJournal, startStack } from "#local/aws/index.ts";
import { book, books, folder, long, removeFolders } from "./setup.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
afterAll(removeFolders);

const room = join(import.meta.dirname, "../../../../local/aws/index.ts");
const program = `
  import { fileJournal, startStack } from ${JSON.stringify(room)};
  const { awsUrl } = await startStack({
    template: { Resources: {} },
    codeDirectory: () => "",
    journal: fileJournal(process.argv[1]),
  });
  process.stdout.write(awsUrl);`;

/** A stack in a process of its own, with that much of disk for a file, in blocks of 512 or 1024 bytes. */
async function childStack(directory: string, blocks?: number) {
  const node = [process.execPath, "--input-type=module", "-e", program, directory];
  const shell = ["sh", "-c", `ulimit -f ${blocks} && exec "$0" "$@"`, ...node];
  const [command = "", ...parameters] = blocks ? shell : node;
  const child = spawn(command, parameters, { stdio: ["ignore", "pipe", "ignore"] });
  open.push(() => end(child));
  const [url] = await once(child.stdout, "data");
  return { child, ...clientsOf(String(url)) };
}

async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** The stack that starts from the folder in this process. */
async function nextStack(directory: string) {
  const journal = fileJournal(directory);
  const stack = await startStack({ template: { Resources: {} }, codeDirectory: () => "", journal });
  open.push(() => stack.close());
  return clientsOf(stack.awsUrl);
}

function clientsOf(endpoint: string) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const settings = { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
  const dynamodb = new DynamoDBClient(settings);
  const sqs = new SQSClient(settings);
  open.push(
    () => dynamodb.destroy(),
    () => sqs.destroy(),
  );
  return { dynamodb, sqs };
}

type Clients = ReturnType<typeof clientsOf>;

async function prepare({ dynamodb, sqs }: Clients) {
  await dynamodb.send(new CreateTableCommand(books as CreateTableCommandInput));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));
  return QueueUrl;
}

async function allTitles({ dynamodb }: Clients) {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: "books" }));
  return new Map(Items.map(({ id, title }) => [id?.S, title?.S]));
}

async function allBodies({ sqs }: Clients, QueueUrl: string | undefined) {
  const bodies: (string | undefined)[] = [];
  for (;;) {
    const request = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body }) => Body));
  }
}

const titleOf = (number: number) => long(`title ${number}`, number % 2 ? 20 : 2000);

test("what was answered before a kill in the middle of a burst is there afterwards, and the stack goes on", async () => {
  const directory = folder();
  const { child, ...clients } = await childStack(directory);
  const QueueUrl = await prepare(clients);
  const answered = { puts: new Set<number>(), sends: new Set<number>(), deletes: new Set<string>() };
  let next = 0;
  const write = async () => {
    const number = next++;
    const Item = book(String(number), titleOf(number));
    await clients.dynamodb.send(new PutItemCommand({ TableName: "books", Item }));
    answered.puts.add(number);
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: titleOf(number) }));
    answered.sends.add(number);
    if (number % 3 > 0) return;
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }),
    );
    const [{ Body = "", ReceiptHandle } = {}] = Messages;
    await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    answered.deletes.add(Body);
  };
  const burst = async () => {
    for (;;) {
      await write();
      if (answered.sends.size >= 60) child.kill("SIGKILL");
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: 6 }, burst));
  expect(ends.every(({ status }) => status === "rejected")).toBe(true);
  await end(child);

  const after = await nextStack(directory);
  const titles = await allTitles(after);
  expect([...answered.puts].filter((number) => titles.get(String(number)) !== titleOf(number))).toEqual([]);
  const bodies = await allBodies(after, QueueUrl);
  const gone = [...answered.sends].map(titleOf).filter((body) => !bodies.includes(body));
  // Of a deletion that was done but not answered nobody can know, and each of the six may have been at one.
  expect(gone.filter((body) => !answered.deletes.has(body)).length).toBeLessThanOrEqual(6);
  expect([...answered.deletes].filter((body) => bodies.includes(body))).toEqual([]);
  expect(answered.deletes.size).toBeGreaterThan(0);
  await after.dynamodb.send(new PutItemCommand({ TableName: "books", Item: book("new", long("new")) }));
  expect((await allTitles(after)).get("new")).toBe(long("new"));
});

const notOnWindows = process.platform === "win32" ? test.skip : test;

notOnWindows("on a full disk a change is refused and not made, and what fits is still taken", async () => {
  const directory = folder();
  const { child, ...clients } = await childStack(directory, 20);
  const QueueUrl = await prepare(clients);
  const put = async (id: string, title: string) => {
    const request = new PutItemCommand({ TableName: "books", Item: book(id, title) });
    return clients.dynamodb.send(request).then(
      () => undefined,
      (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
        `${error.$metadata?.httpStatusCode} ${error.name}`,
    );
  };
  await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "waiting" }));
  const titles = new Map<string, string>();
  const fill = async (length: number) => {
    for (let number = 0; ; number++) {
      const id = `${length}-${number}`;
      const refusal = await put(id, long(id, length));
      if (refusal) return { id, refusal };
      titles.set(id, long(id, length));
    }
  };
  // Each size breaks off at another place of what it writes.
  const sizes = [4000, ...Array.from({ length: 60 }, (_, step) => 3900 - 60 * step), 1];
  let refusals = 0;
  for (const length of sizes) {
    const { id, refusal } = await fill(length);
    expect(refusal).toBe("500 InternalServerError");
    const read = new GetItemCommand({ TableName: "books", Key: { id: { S: id } } });
    expect((await clients.dynamodb.send(read)).Item).toBeUndefined();
    refusals++;
  }
  expect(refusals).toBe(sizes.length);
  for (const length of [4000, 1]) expect(titles.has(`${length}-0`)).toBe(true);
  const receive = new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["All"] });
  for (let attempt = 0; attempt < 2; attempt++) await expect(clients.sqs.send(receive)).rejects.toThrow();
  expect(await allTitles(clients)).toEqual(titles);
  await end(child);

  const after = await nextStack(directory);
  expect(await allTitles(after)).toEqual(titles);
  expect((await after.sqs.send(receive)).Messages).toMatchObject([
    { Body: "waiting", Attributes: { ApproximateReceiveCount: "1" } },
  ]);
});
