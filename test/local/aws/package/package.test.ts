import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { root } from "#build/root.ts";
import { type PackedProject, packProject } from "./packed-project.ts";
import { examplesOf, packageDirectory, readReadme } from "./readme.ts";

let project: PackedProject;
beforeAll(async () => {
  project = await packProject();
});
afterAll(() => project?.remove());

const closing = "await stack.close();\n";

/** The README's first lines, with the work of a stranger put in before the end. */
async function readmeStartWith(work: string): Promise<string> {
  const [start = ""] = examplesOf(readReadme());
  expect(start.endsWith(closing)).toBe(true);
  const [imports, body] = work.split("---\n");
  return `${imports}${start.slice(0, -closing.length)}${body}${closing}`;
}

const work = `import { CreateTableCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
---
await dynamodb.send(new CreateTableCommand({
  TableName: "books",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "isbn", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "isbn", KeyType: "HASH" }],
}));
const Item = { isbn: { S: "978-3" }, pages: { N: "311" } };
await dynamodb.send(new PutItemCommand({ TableName: "books", Item }));
const read = await dynamodb.send(new GetItemCommand({ TableName: "books", Key: { isbn: { S: "978-3" } } }));
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "orders" }));
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "one copy" }));
const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
console.log(JSON.stringify({ item: read.Item, bodies: Messages.map(({ Body }) => Body), left: stack.queues()[0]?.visible }));
`;

test("a stranger's project starts the stand-in with the ten lines of the README and uses it", async () => {
  await project.write("start.ts", await readmeStartWith(work));
  expect(JSON.parse(await project.run("start.ts"))).toEqual({
    item: { isbn: { S: "978-3" }, pages: { N: "311" } },
    bodies: ["one copy"],
    left: 0,
  });
});

test("the types hold in a strict project that checks its libraries too, and so do all examples of the README", async () => {
  const files = ["typed.ts"];
  await project.write("typed.ts", await readmeStartWith(work));
  for (const [index, example] of examplesOf(readReadme()).entries()) {
    files.push(`example-${index}.ts`);
    await project.write(`example-${index}.ts`, example);
  }
  await project.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        module: "nodenext",
        target: "es2024",
        lib: ["es2024"],
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files,
    }),
  );
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  expect(await project.run(compiler, "-p", ".").catch(({ stdout }) => stdout)).toBe("");
});

test("the tarball holds the compiled code with its types, the README and the license, and nothing else", () => {
  const paths = project.tarball.files.map(({ path }) => path);
  expect(paths.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path)).sort()).toEqual([
    "LICENSE",
    "README.md",
    "package.json",
  ]);
  expect(paths).toEqual(
    expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "dist/lambda-worker.js"]),
  );
  expect(paths.filter((path) => /test|example|\.\./.test(path))).toEqual([]);
});

test("the command of the package starts", async () => {
  const command = join("node_modules/.bin", "aws-stand-in");
  expect(await project.run(command, "--help")).toContain("--template FILE");
});

test("the tarball stays small enough to be a development dependency that nobody notices", () => {
  expect(project.tarball.size).toBeLessThan(400_000);
});

test("the package needs yaml and yauzl, and nothing else", async () => {
  const { dependencies, ...manifest } = JSON.parse(
    await readFile(join(packageDirectory, "package.json"), "utf8"),
  );
  expect(Object.keys(dependencies)).toEqual(["yaml", "yauzl"]);
  expect(manifest).not.toHaveProperty("peerDependencies");
});

test.each([
  ["serverless-project.js", "201 order-1\nshipped\n"],
  [
    "turn-the-clock.js",
    [
      "2026-01-01T00:00:00.000Z { visible: 0, delayed: 1 }",
      "2026-01-01T00:15:00.000Z { visible: 1, delayed: 0 }",
      "2026-01-05T00:15:00.000Z { visible: 0, delayed: 0 }\n",
    ].join("\n"),
  ],
  ["faults.js", 'the client saw ECONNRESET\nthe table holds {"id":{"S":"1"}}\n'],
])("the example %s does what it says, from the installed package", async (example, printed) => {
  await cp(join(packageDirectory, "examples"), join(project.directory, "examples"), { recursive: true });
  expect(await project.run(join("examples", example))).toBe(printed);
});
