import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runCli } from "#aws";

let folder: string;
let template: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
  template = join(folder, "template.yaml");
  writeFileSync(template, "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const anyPorts = ["--port", "0", "--aws-port", "0"];

/** Runs the command in this process until it would wait for Ctrl-C. */
const run = (...args: string[]) => runUntil(async () => {}, ...args);

/** Runs the command in this process until `use` is done with what it printed. */
async function runUntil(use: (printed: string) => Promise<void>, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const printed = Promise.withResolvers<string>();
  const io = {
    out: (line: string) => {
      out.push(line);
      printed.resolve(line);
    },
    err: (line: string) => err.push(line),
    stopped: () => printed.promise.then(use),
  };
  return { code: await runCli(args, io), out, err };
}

describe("the command of the package", () => {
  test("starts a template and says where", async () => {
    const { code, out, err } = await run("--template", template, "--json", ...anyPorts);
    expect([code, err]).toEqual([0, []]);
    expect(JSON.parse(out[0] ?? "")).toEqual({
      awsUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      httpUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      region: "us-east-1",
      apis: [],
      functions: [],
      queues: ["local-Jobs"],
      outputs: {},
      skipped: [],
    });
  });

  test("keeps its data in a folder", async () => {
    const options = ["--template", template, "--data", join(folder, "data"), "--json", ...anyPorts];
    const client = (printed: string) => {
      const credentials = { accessKeyId: "local", secretAccessKey: "local" };
      const endpoint = (JSON.parse(printed) as { awsUrl: string }).awsUrl;
      return {
        sqs: new SQSClient({ endpoint, credentials, region: "us-east-1", useQueueUrlAsEndpoint: false }),
        QueueUrl: `${endpoint}/000000000000/local-Jobs`,
      };
    };
    const first = await runUntil(
      async (printed) => {
        const { sqs, QueueUrl } = client(printed);
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "kept" }));
      },
      ...options,
    );
    const bodies: (string | undefined)[] = [];
    const second = await runUntil(
      async (printed) => {
        const { sqs, QueueUrl } = client(printed);
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        bodies.push(...Messages.map(({ Body }) => Body));
      },
      ...options,
    );
    expect([first.code, second.code, bodies]).toEqual([0, 0, ["kept"]]);
  });

  test("names an unknown parameter and the ones that there are", async () => {
    const file = join(folder, "parameters.yaml");
    writeFileSync(
      file,
      "Parameters: { Size: { Type: Number, Default: 2 } }\nResources: { Q: { Type: AWS::SQS::Queue } }",
    );
    const { code, err } = await run("--template", file, "--parameter", "Colour=red", ...anyPorts);
    expect([code, err]).toEqual([1, ["The template has no parameter Colour. Its parameters: Size."]]);
  });

  test("explains itself", async () => {
    const { code, out } = await run("--help");
    expect(code).toBe(0);
    expect(out[0]).toMatch(/^npx @marketbrewer\/aws-stand-in --template FILE/m);
  });

  test.each([
    [[], /^Give the template with --template FILE/],
    [["--template", "x", "--nonsense"], /--nonsense.* Use --help for the options\.$/],
    [["--template", "x", "extra"], /extra/],
    [
      ["--template", "x", "--port", "many"],
      /^--port takes a whole number from 0 to 65535, and got "many"\.$/,
    ],
    [["--template", "x", "--concurrency", "0"], /^--concurrency takes a whole number from 1 to 64/],
    [["--template", "x", "--parameter", "Stage"], /^--parameter takes NAME=VALUE, and got "Stage"\.$/],
    [["--template", "x", "--code", "=y"], /^--code takes NAME=VALUE/],
    [["--template", "x", "--issuer", "pool"], /^--issuer takes URL=URL, and got "pool"\.$/],
    [["--template", "x", "--region", "mars"], /^--region takes a region such as/],
    [
      ["--template", "x", "--env-file", "/absent.env"],
      /^The file \/absent\.env of --env-file cannot be read/,
    ],
  ])("refuses %j as a wrong command line", async (args, sentence) => {
    const { code, out, err } = await run(...args);
    expect({ code, out, sentences: err.length }).toEqual({ code: 2, out: [], sentences: 1 });
    expect(err[0]).toMatch(sentence);
  });

  test.each([
    ["Resources: {}", "has no Resources"],
    ["service: shop\nprovider: { name: aws }", 'run "serverless package"'],
    ["Resources: [", "is neither JSON nor YAML"],
    ["{", "is neither JSON nor YAML"],
    ["Resources: { Jobs: { Properties: {} } }", "the resource Jobs has no Type"],
    [
      "Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: !Ref Nothing } } }",
      "Jobs (AWS::SQS::Queue): VisibilityTimeout cannot be evaluated",
    ],
    [
      "Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 99999 } } }",
      "The template cannot be provisioned: ",
    ],
    [
      "Transform: Macro\nResources: { Jobs: { Type: 'AWS::SQS::Queue' } }",
      "The template asks for Macro, which only AWS carries out",
    ],
  ])("refuses the template %j in one sentence", async (text, sentence) => {
    const file = join(folder, "bad.yaml");
    writeFileSync(file, text);
    const { code, out, err } = await run("--template", file, ...anyPorts);
    expect({ code, out, sentences: err.length }).toEqual({ code: 1, out: [], sentences: 1 });
    expect(err[0]).toContain(sentence);
    expect(err[0]?.split("\n")).toHaveLength(1);
  });

  test.each([
    ["--port", "--aws-port"],
    ["--aws-port", "--port"],
  ])("names %s when its port is taken", async (taken, other) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { code, err } = await run("--template", template, taken, String(port), other, "0");
    expect(code).toBe(1);
    expect(err).toEqual([
      `Port ${port} is taken: stop what uses it, or choose another with ${taken} (0 takes any free one).`,
    ]);
    server.close();
  });
});
