import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { DescribeTableCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadTemplate, startStack, virtualClock } from "#aws";
import { root } from "#build/root.ts";
import { runOsls } from "#build/run-osls.ts";
import { logCollector } from "../local/aws/lambda/code-folder.ts";
import { type Running, runCommand } from "./run-command.ts";

const template = ".serverless/cloudformation-template-update-stack.json";
const anyPorts = ["--port", "0", "--aws-port", "0"];

interface Report {
  awsUrl: string;
  httpUrl: string;
  apis: { logicalId: string; kind: string; url: string }[];
  functions: string[];
  outputs: Record<string, string>;
  skipped: { logicalId: string; type: string; reason: string }[];
}

/** A copy of the foreign project inside of the checkout, where its functions find the AWS SDK. */
let project: string;

beforeAll(async () => {
  await mkdir(path.join(root, ".build"), { recursive: true });
  project = await mkdtemp(path.join(root, ".build/library-"));
  await cp(path.join(root, "test/fixtures/foreign/library"), project, { recursive: true });
  await runOsls(["package"], project);
}, 120_000);

afterAll(() => rm(project, { recursive: true, force: true }));

describe("a foreign serverless project", () => {
  let command: Running;
  let report: Report;
  let api: string;
  let partner: string;
  let client: {
    region: string;
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };

  beforeAll(async () => {
    await writeFile(path.join(project, "local.env"), "GREETING='hello there'\n");
    const options = ["--template", template, "--region", "eu-central-1", "--env-file", "local.env", "--json"];
    command = runCommand(["local", ...options, "--parameter", "MaximumReceives=1", ...anyPorts], project);
    report = JSON.parse(await command.line(/^\{"awsUrl"/));
    api = report.apis.find(({ kind }) => kind === "http")?.url ?? "";
    partner = report.apis.find(({ kind }) => kind === "rest")?.url ?? "";
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    client = { region: "eu-central-1", endpoint: report.awsUrl, credentials };
  }, 60_000);

  afterAll(async () => {
    command.signal("SIGTERM");
    await command.ended;
  });

  const post = (url: string, body: unknown) => fetch(url, { method: "POST", body: JSON.stringify(body) });

  test("reports its APIs, functions and outputs, and what does nothing here", () => {
    expect(report.apis).toEqual([
      { logicalId: "ApiGatewayRestApi", kind: "rest", url: `${report.httpUrl}/dev` },
      { logicalId: "HttpApi", kind: "http", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    ]);
    expect(report.functions).toEqual(
      ["catalogue", "partner", "lend", "remind"].map((name) => `library-dev-${name}`),
    );
    expect(report.outputs).toMatchObject({ CatalogueUrl: api, ServiceEndpoint: partner });
    const skipped = Object.fromEntries(report.skipped.map(({ logicalId, reason }) => [logicalId, reason]));
    expect(skipped).toMatchObject({
      Scans: "this type is not offered",
      Members: "this type is not offered",
      IamRoleLambdaExecution: "permissions are not checked",
    });
  });

  test("answers its HTTP API out of its table, by its index too", async () => {
    const book = { isbn: "978-0", author: "Le Guin", title: "The Dispossessed" };
    expect((await post(`${api}/books`, book)).status).toBe(201);
    await command.line(/^\[library-dev-catalogue\] .*added 978-0/);
    expect(await (await fetch(`${api}/books/978-0`)).json()).toEqual({ title: book.title, loans: "0" });
    expect(await (await fetch(`${api}/books?author=Le+Guin`)).json()).toEqual(["978-0"]);
    expect((await fetch(`${api}/books/unknown`)).status).toBe(404);
    expect(await (await fetch(`${api}/files/a/b.txt`, { method: "PUT" })).json()).toEqual({
      method: "PUT",
      file: "a/b.txt",
      self: api,
    });
    const dynamodb = new DynamoDBClient(client);
    const TableName = report.outputs.BooksTable;
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: "byAuthor", ItemCount: expect.anything() },
    ]);
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: { isbn: { S: "978-0" } } }));
    expect(Item?.author).toEqual({ S: "Le Guin" });
  });

  test("answers its REST API: stage, API key, CORS, binary bodies", async () => {
    const status = await fetch(`${partner}/status`);
    expect(await status.json()).toMatchObject({
      resource: "/status",
      path: "/status",
      fullPath: "/dev/status",
      greeting: "hello there",
    });
    expect(status.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect((await fetch(`${partner}/members/7`)).status).toBe(403);
    const headers = { "x-api-key": "partner-key-of-at-least-twenty-characters" };
    expect(await (await fetch(`${partner}/members/7`, { headers, method: "PATCH" })).json()).toMatchObject({
      httpMethod: "PATCH",
      pathParameters: { member: "7" },
    });
    const preflight = await fetch(`${partner}/status`, { method: "OPTIONS" });
    expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
      200,
      "OPTIONS,GET",
    ]);
    const cover = await fetch(`${partner}/cover/978-0`, { headers: { accept: "image/png" } });
    expect([...new Uint8Array(await cover.arrayBuffer())]).toEqual([137, 80, 78, 71]);
  });

  test("starts a function by its queue; what fails alone goes to the dead letters", async () => {
    await post(`${api}/books`, { isbn: "978-1", author: "Lem", title: "Solaris" });
    const loans = [{ member: "ann" }, { member: "nobody" }];
    for (const loan of loans) expect((await post(`${api}/books/978-1/loans`, loan)).status).toBe(202);
    await command.line(/^\[library-dev-lend\] .*lent 978-1 to ann/);
    await command.line(/^\[library-dev-lend\] .*nobody may not borrow books/);
    expect(await (await fetch(`${api}/books/978-1`)).json()).toMatchObject({ loans: "1" });
    const sqs = new SQSClient({ ...client, useQueueUrlAsEndpoint: false });
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const LostLoans = QueueUrls.find((url) => url.endsWith("-LostLoans"));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: LostLoans, AttributeNames: ["QueueArn"] }),
    );
    const redrive = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: report.outputs.LoansUrl, AttributeNames: ["RedrivePolicy"] }),
    );
    expect(JSON.parse(redrive.Attributes?.RedrivePolicy ?? "")).toEqual({
      deadLetterTargetArn: Attributes?.QueueArn,
      maxReceiveCount: 1,
    });
  });

  test("runs its schedule and its redrive policy on a clock that is turned", async () => {
    const clock = virtualClock();
    const logs = logCollector();
    const stack = await startStack({
      ...loadTemplate(path.join(project, template)),
      parameters: { MaximumReceives: "1" },
      clock,
      onLog: logs.onLog,
    });
    const [, { url = "" } = {}] = stack.apis;
    await post(`${url}/books/978-1/loans`, { member: "nobody" });
    await logs.seen("nobody may not borrow books");
    await stack.pauseMapping("library-dev-loans");
    stack.resumeMapping("library-dev-loans");
    clock.advance(60_000);
    await logs.seen("reminders are sent: reminder");
    expect(stack.queues()).toContainEqual(expect.objectContaining({ name: "local-LostLoans", visible: 1 }));
    await stack.close();
  });

  test("goes on when a function crashes", async () => {
    const crashed = await fetch(`${partner}/status?crash=yes`);
    expect([crashed.status, await crashed.text()]).toEqual([502, '{"message":"Internal server error"}']);
    expect((await fetch(`${partner}/status`)).status).toBe(200);
  });
});

describe("the command", () => {
  test("shows a person the URLs, the lines to paste and what is skipped, and ends on Ctrl-C", async () => {
    const command = runCommand(["local", "--template", template, ...anyPorts], project);
    await command.line(/^It runs/);
    command.signal("SIGINT");
    const { code, out } = await command.ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}HttpApi +http +http:\/\/127\.0\.0\.1:\d+$/m);
    expect(out).toMatch(/^ {2}export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(out).toMatch(/^ {2}AWS::Cognito::UserPool +Members +this type is not offered$/m);
  });

  test.each([
    [["fly"], 2, /^There is no verb "fly": local/],
    [["local", "--template", "absent.json"], 1, /^The template absent\.json is not there/],
  ])("refuses %j with exit code %d and one sentence", async (args, expected, sentence) => {
    const { code, out, err } = await runCommand(args).ended;
    expect({ code, out }).toEqual({ code: expected, out: "" });
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err.trim()).toMatch(sentence);
  });

  test("explains itself", async () => {
    const { code, out } = await runCommand(["--help"]).ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: npx marketbrewer VERB/);
  });
});
