import { afterAll, describe, expect, test } from "@jest/globals";
import { loadHandler } from "#local/aws/lambda/load-handler.ts";
import { loadOriginal } from "../../../middleware/sidecar/load-original.ts";
import { startSidecar } from "../../../middleware/sidecar/start-sidecar.ts";
import { codeFolder, removeCodeFolders } from "../../local/aws/lambda/code-folder.ts";

afterAll(removeCodeFolders);

const answering = (name: string) => `() => ${JSON.stringify(name)}`;
const folder = codeFolder({
  "package.json": "{}",
  "plain.js": `exports.handler = ${answering("CommonJS")}; exports.a = { b: { c: ${answering("nested")} } };`,
  "modern.mjs": `await 0; export const handler = ${answering("module")}; export default { inner: ${answering("default")} };`,
  "old.cjs": `exports.handler = ${answering("cjs")};`,
  "deep/er/index.js": `module.exports.handler = ${answering("deep")};`,
  "typed/package.json": '{ "type": "module" }',
  "typed/index.js": `export const handler = ${answering("typed")};`,
  "twice.js": `exports.handler = ${answering("js")};`,
  "twice.mjs": `export const handler = ${answering("mjs")};`,
  "node_modules/wrapper/index.js": `exports.handler = ${answering("package")};`,
  "data.js": "exports.handler = 1;",
  "broken.js": "exports.handler = (;",
  "needy.js": "require('nowhere-to-be-found');",
  "failing.js": "throw new RangeError('at the start');",
});

describe("the handler of a function", () => {
  test.each([
    ["plain.handler", "CommonJS"],
    ["plain.a.b.c", "nested"],
    ["modern.handler", "module"],
    ["modern.inner", "default"],
    ["old.handler", "cjs"],
    ["deep/er/index.handler", "deep"],
    ["typed/index.handler", "typed"],
    ["twice.handler", "js"],
    ["wrapper.handler", "package"],
    [`${folder}/plain.handler`, "CommonJS"],
  ])("is found as the runtime finds it: %s", async (name, answer) => {
    expect((await loadOriginal(folder, name))({}, {})).toBe(answer);
  });

  test.each([
    ["plain", "Runtime.MalformedHandlerName"],
    ["../plain.handler", "Runtime.MalformedHandlerName"],
    ["nowhere.handler", "Runtime.ImportModuleError"],
    ["needy.handler", "Runtime.ImportModuleError"],
    ["plain.other", "Runtime.HandlerNotFound"],
    ["data.handler", "Runtime.HandlerNotFound"],
    ["broken.handler", "Runtime.UserCodeSyntaxError"],
    ["failing.handler", "RangeError"],
  ])("that cannot be loaded fails with the runtime's own error: %s", async (handler, name) => {
    await expect(loadOriginal(folder, handler)).rejects.toMatchObject({ name });
    await expect(loadHandler({ taskRoot: folder, handler, layers: [] })).rejects.toMatchObject({ name });
  });
});

describe("starting the sidecar", () => {
  const variables = (more: Record<string, string>) => ({
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: "/opt/nodejs/sidecar/index.handler",
    MIDDLEWARE_OBSERVABILITY: "lean",
    LOG_LEVEL: "error",
    ...more,
  });

  test("shows the function's own handler to libraries that look for it", async () => {
    const environment = variables({ MIDDLEWARE_HANDLER: "plain.handler" });
    const handler = await startSidecar(environment);
    expect(handler({}, { functionName: "own" })).toBe("CommonJS");
    expect(environment._HANDLER).toBe("plain.handler");
  });

  test.each<Record<string, string>>([
    {},
    { MIDDLEWARE_HANDLER: "" },
    { MIDDLEWARE_HANDLER: "/opt/nodejs/sidecar/index.handler" },
  ])("says what to set where no handler is named: %j", async (more) => {
    await expect(startSidecar(variables(more))).rejects.toThrow("set MIDDLEWARE_HANDLER");
  });
});
