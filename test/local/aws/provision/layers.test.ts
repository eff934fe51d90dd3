import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadTemplate, startStack } from "#aws";
import { provisioned } from "./provision-services.ts";
import { zipOf } from "./zip-of.ts";

const layer = (name: string) => ({
  Type: "AWS::Lambda::LayerVersion",
  Properties: { LayerName: name, Content: { S3Bucket: "b", S3Key: `some/where/${name}.zip` } },
});
const fn = (Handler: string, Layers: unknown[], S3Key = "app.zip") => ({
  Type: "AWS::Lambda::Function",
  Properties: { Runtime: "nodejs24.x", Handler, Layers, Code: { S3Bucket: "b", S3Key } },
});
const foreign = "arn:aws:lambda:eu-west-1:111122223333:layer:foreign:7";

describe("layers of a template", () => {
  const resources = {
    App: fn("index.handler", [{ Ref: "Second" }, { Ref: "First" }]),
    First: layer("first"),
    Second: layer("second"),
  };

  test("are given to their functions in order", async () => {
    const { functions, skipped } = await provisioned({ Resources: resources });
    expect(functions).toMatchObject([{ logicalId: "App", layers: ["/code/second", "/code/first"] }]);
    expect(skipped).toEqual([]);
  });

  test("that are only an ARN are reported, and the function runs with the others", async () => {
    const App = fn("index.handler", [foreign, { Ref: "First" }]);
    const { functions, skipped } = await provisioned({ Resources: { ...resources, App } });
    expect(functions).toMatchObject([{ layers: ["/code/first"] }]);
    expect(skipped).toEqual([
      {
        logicalId: "App",
        type: "AWS::Lambda::Function",
        reason: `the function runs, but without the layer ${foreign}: the template does not hold it`,
      },
    ]);
  });

  test("whose content is not there are reported with where it was looked for", async () => {
    const { functions, skipped } = await provisioned(
      { Resources: resources },
      {
        codeDirectory(name) {
          if (name === "first") throw new Error("first.zip is not there");
          return `/code/${name}`;
        },
      },
    );
    expect(functions).toMatchObject([{ layers: ["/code/second"] }]);
    expect(skipped).toMatchObject([
      { logicalId: "First", reason: "first.zip is not there" },
      { logicalId: "App", reason: expect.stringContaining("layer:first:1") },
    ]);
  });

  test("are read from SAM's resources too", async () => {
    const { functions } = await provisioned({
      Transform: "AWS::Serverless-2016-10-31",
      Resources: {
        Shared: {
          Type: "AWS::Serverless::LayerVersion",
          Properties: { LayerName: "shared", ContentUri: "layer/" },
        },
        App: {
          Type: "AWS::Serverless::Function",
          Properties: { Runtime: "nodejs24.x", Handler: "a.b", CodeUri: "app/", Layers: [{ Ref: "Shared" }] },
        },
      },
    });
    expect(functions).toMatchObject([{ layers: ["/code/shared"] }]);
  });
});

describe("a function with layers", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "layers-"));
    const package_ = (says: string) => `exports.says = ${JSON.stringify(says)};`;
    await writeFile(
      join(folder, "app.zip"),
      await zipOf({
        "index.js": 'exports.handler = async () => [require("tool").says, require("other").says];',
      }),
    );
    await writeFile(
      join(folder, "first.zip"),
      await zipOf({
        "nodejs/node_modules/tool/index.js": package_("first tool"),
        "nodejs/node_modules/other/index.js": package_("other"),
        "nodejs/wrap.mjs": "export const handler = async () => 'first wrap';",
      }),
    );
    await writeFile(
      join(folder, "second.zip"),
      await zipOf({
        "nodejs/node_modules/tool/index.js": package_("second tool"),
        "nodejs/wrap.js": "exports.handler = async () => ['second wrap', process.env._HANDLER];",
      }),
    );
    const Layers = [{ Ref: "First" }, { Ref: "Second" }];
    const Resources = {
      App: fn("index.handler", Layers),
      Wrapped: fn("/opt/nodejs/wrap.handler", Layers),
      Missing: fn("/opt/nodejs/nothing.handler", Layers),
      First: layer("first"),
      Second: layer("second"),
    };
    await writeFile(join(folder, "template.json"), JSON.stringify({ Resources }));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("finds their packages and handlers, the last layer's first", async () => {
    const stack = await startStack(loadTemplate(join(folder, "template.json")));
    try {
      expect((await stack.invoke("App", {})).payload).toEqual(["second tool", "other"]);
      const wrapped = await stack.invoke("Wrapped", {});
      expect(wrapped.payload).toEqual(["second wrap", "/opt/nodejs/wrap.handler"]);
      expect((await stack.invoke("Missing", {})).error?.errorType).toBe("Runtime.ImportModuleError");
    } finally {
      await stack.close();
    }
  });
});
