// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { loadTemplate, type Stack, type StackOptions, startStack } from "#local/aws/index.ts";
import { parseYaml } from "#local/aws/load-template/parse-yaml.ts";
import { zipOf } from "./zip-of.ts";

const fixtures = resolve("test/fixtures/foreign");
const open: Stack[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "template-"));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((stack) => stack.close()));
  rmSync(folder, { recursive: true });
});

async function started(file: string, options: Partial<StackOptions> = {}, code: Record<string, string> = {}) {
  const stack = await startStack({ ...loadTemplate(file, { code }), ...options });
  open.push(stack);
  return stack;
}

const reasons = (stack: Stack) =>
  Object.fromEntries(stack.skipped.map(({ logicalId, reason }) => [logicalId, reason]));

const payload = async (stack: Stack, name: string, event: unknown = {}) =>
  (await stack.invoke(name, event)).payload;

describe("a template of the CDK", () => {
  test("runs with the code in its asset folders", async () => {
    const stack = await started(join(fixtures, "cdk/Weather.template.json"));
    const answer = await fetch(`${stack.httpUrl}/stations/k1`, {
      headers: { origin: "https://app.example.com" },
    });
    expect(await answer.json()).toEqual({
      path: "/stations/k1",
      table: "local-ReadingsA1B2C3D4",
      bus: "arn:aws:events:us-east-1:000000000000:weather",
    });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(stack.outputs).toEqual({ Endpoint: stack.httpUrl });
  });

  test("names the function of another runtime, and the route to it", async () => {
    const stack = await started(join(fixtures, "cdk/Weather.template.json"));
    expect(reasons(stack)).toMatchObject({
      ForecastC0FFEE00: "the runner takes Node.js functions, and this is python3.13",
      HttpApiForecastRoute: "the function local-ForecastC0FFEE00 does not run here",
      BusE5F6A7B8: "this type is not offered",
    });
    expect(reasons(stack)).not.toHaveProperty("CDKMetadata");
    expect((await fetch(`${stack.httpUrl}/forecast`)).status).toBe(404);
  });
});

describe("a template in YAML", () => {
  const file = join(fixtures, "plain/template.yaml");
  const ssmParameters = { "/greeter/suffix": "!", "/greeter/secret": "s3cret" };

  test("runs with code in a folder and in the template, and values of Parameter Store", async () => {
    const stack = await started(file, {
      ssmParameters,
      stackName: "greeter",
      parameters: { Salutation: "Salut" },
    });
    expect(await payload(stack, "Greet")).toEqual({
      TEXT: "Salut le world",
      SUFFIX: "!",
      SECRET: "s3cret",
      ZONE: "us-east-1b",
    });
    expect(await payload(stack, "Echo", { a: 1 })).toEqual({ echo: { a: 1 } });
    expect(stack.outputs).toEqual({
      Text: "Salut by arn:aws:lambda:us-east-1:000000000000:function:greeter-greet",
    });
  });

  test.each([
    [
      {},
      "Greet (AWS::Lambda::Function): Environment.Variables.SUFFIX cannot be evaluated: the parameter Suffix stands for /greeter/suffix in Parameter Store",
    ],
    [
      { "/greeter/suffix": "!" },
      "Greet (AWS::Lambda::Function): Environment cannot be evaluated: {{resolve:ssm-secure:/greeter/secret}} has no value here",
    ],
  ])("with %j in Parameter Store names the value that is not there", async (values, message) => {
    await expect(started(file, { ssmParameters: values })).rejects.toThrow(message);
  });

  test("takes only the parameter's allowed values", async () => {
    await expect(started(file, { ssmParameters, parameters: { Salutation: "Ahoy" } })).rejects.toThrow(
      'The template\'s parameter Salutation does not allow "Ahoy": it takes Hello, Salut.',
    );
  });

  test("may have short tags, anchors, merge keys and dates", () => {
    const text = [
      "Common: &common { A: 1, B: !Sub '${X}' }",
      "R: { <<: *common, A: 2, V: 2012-10-17, G: !GetAtt Q.Arn, I: !If [C, !Ref P, !Ref 'AWS::NoValue'] }",
      "S: !Sub ['${a}', { a: !ImportValue v }]",
      "Z: !Base64 x",
    ];
    expect(parseYaml(text.join("\n"))).toEqual({
      Common: { A: 1, B: { "Fn::Sub": "${X}" } },
      R: {
        A: 2,
        B: { "Fn::Sub": "${X}" },
        V: "2012-10-17",
        G: { "Fn::GetAtt": "Q.Arn" },
        I: { "Fn::If": ["C", { Ref: "P" }, { Ref: "AWS::NoValue" }] },
      },
      S: { "Fn::Sub": ["${a}", { a: { "Fn::ImportValue": "v" } }] },
      Z: { "Fn::Base64": "x" },
    });
  });
});

describe("a template of SAM", () => {
  const file = join(fixtures, "sam/template.yaml");

  test("serves the routes of its functions' events", async () => {
    const stack = await started(file);
    const [http, rest] = ["http", "rest"].map(
      (kind) => stack.apis.find((api) => api.kind === kind)?.url ?? "",
    );
    expect(await (await fetch(`${http}/pets`)).json()).toEqual({ version: "2.0", own: "1", shared: "yes" });
    expect(rest).toMatch(/\/Prod$/);
    expect(await (await fetch(`${rest}/pets/7`)).json()).toEqual({
      resource: "/pets/{id}",
      id: "7",
      own: "1",
      shared: "yes",
    });
    const preflight = await fetch(`${rest}/pets/7`, { method: "OPTIONS" });
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(stack.outputs).toEqual({ Pets: `${http}/pets` });
  });

  test("has its table, queue and schedules, and names what is not offered", async () => {
    const lines: string[] = [];
    const fed = Promise.withResolvers<void>();
    const onLog: StackOptions["onLog"] = ({ line }) => {
      lines.push(line);
      if (line.includes("fed")) fed.resolve();
    };
    const stack = await started(file, { onLog });
    expect(await stack.call("dynamodb", "DescribeTable", { TableName: "local-Pets" })).toMatchObject({
      Table: { KeySchema: [{ AttributeName: "name", KeyType: "HASH" }] },
    });
    const { QueueUrl } = (await stack.call("sqs", "GetQueueUrl", { QueueName: "local-Bowl" })) as {
      QueueUrl: string;
    };
    await stack.call("sqs", "SendMessage", { QueueUrl, MessageBody: "bone" });
    await fed.promise;
    expect(lines.join("\n")).toContain("bone");
    expect(reasons(stack)).toMatchObject({
      FeedUpload: "this type is not offered",
      ListGuardedRoute: "not served: its authorizer Tokens is not in the template",
      Photos: "this type is not offered",
    });
  });

  test("with another macro is refused", async () => {
    writeFileSync(
      join(folder, "t.yaml"),
      "Transform: [My::Macro]\nResources: { Q: { Type: AWS::SQS::Queue } }",
    );
    await expect(started(join(folder, "t.yaml"))).rejects.toThrow("The template asks for My::Macro");
  });
});

describe("the code of a function", () => {
  const template = (Code: unknown) => {
    const Properties = { Runtime: "nodejs24.x", Handler: "index.handler", Code };
    writeFileSync(
      join(folder, "t.json"),
      JSON.stringify({ Resources: { Fn: { Type: "AWS::Lambda::Function", Properties } } }),
    );
    return join(folder, "t.json");
  };
  const answering = (text: string) => `exports.handler = async () => ${JSON.stringify(text)};`;

  test("in a zip file beside the template is unpacked, and again when it changes", async () => {
    const file = template({ S3Bucket: "bucket", S3Key: "serverless/shop/dev/1-2026/fn.zip" });
    for (const text of ["one", "two"]) {
      writeFileSync(join(folder, "fn.zip"), await zipOf({ "index.js": answering(text) }));
      expect(await payload(await started(file), "Fn")).toBe(text);
    }
  });

  test("may be elsewhere, by the function's name or logical id", async () => {
    mkdirSync(join(folder, "elsewhere"));
    writeFileSync(join(folder, "elsewhere/index.js"), answering("here"));
    const file = template({ S3Bucket: "bucket", S3Key: "gone" });
    for (const name of ["Fn", "local-Fn"])
      expect(await payload(await started(file, {}, { [name]: join(folder, "elsewhere") }), "Fn")).toBe(
        "here",
      );
  });

  test("that is not there is an error that says where it was looked for", async () => {
    await expect(started(template({ S3Bucket: "bucket", S3Key: "gone.zip" }))).rejects.toThrow(
      `The code of the function local-Fn is not there (looked for ${join(folder, "gone.zip")} and`,
    );
    await expect(started(template("s3://bucket/code"))).rejects.toThrow(
      'Code is "s3://bucket/code"): package the project, or say where it is with --code local-Fn=PATH.',
    );
  });

  test.each([
    ["is no zip file", Buffer.from("not a zip"), "cannot be unpacked"],
    ["has a path out of its folder", undefined, "cannot be unpacked"],
  ])("in a zip file that %s is refused", async (_, content, message) => {
    const bytes = content ?? (await zipOf({ "aa/escape.js": "x" }));
    // The library that writes zip files refuses such a name, so it is put in afterwards, in the same length.
    const evil = Buffer.from(bytes.toString("latin1").replaceAll("aa/escape.js", "../escape.js"), "latin1");
    writeFileSync(join(folder, "fn.zip"), evil);
    await expect(started(template("fn.zip"))).rejects.toThrow(message);
  });

  test("may hold links inside of its folder, and none out of it", async () => {
    const inside = { "real.js": answering("linked"), "index.js": { link: "real.js" } };
    writeFileSync(join(folder, "fn.zip"), await zipOf(inside));
    expect(await payload(await started(template("fn.zip")), "Fn")).toBe("linked");
    writeFileSync(join(folder, "fn.zip"), await zipOf({ "index.js": { link: "../../secret" } }));
    await expect(started(template("fn.zip"))).rejects.toThrow("would be written outside of its folder");
  });

  test("beside a template in a copied project runs from there", async () => {
    cpSync(join(fixtures, "plain"), folder, { recursive: true });
    const ssmParameters = { "/greeter/suffix": "?", "/greeter/secret": "x" };
    const stack = await started(join(folder, "template.yaml"), { ssmParameters });
    expect(await payload(stack, "Greet")).toMatchObject({ TEXT: "Hello the world", SUFFIX: "?" });
  });
});
