import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { WorkerSetup } from "./protocol.ts";

/** A Node function handler: an event and a context in, a value or a promise out. */
export type LambdaHandler = (event: unknown, context: unknown) => unknown;

/**
 * Loads a handler such as `functions/api.handler` from the unpacked code of a function, or one such as
 * `/opt/nodejs/wrapper.handler` from its layers.
 * @throws Error named as Lambda's Node runtime names it (`Runtime.HandlerNotFound`, …).
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler({
  taskRoot,
  handler,
  layers,
}: Pick<WorkerSetup, "taskRoot" | "handler" | "layers">): Promise<LambdaHandler> {
  const [, file, path] = /^([^.]*)\.(.+)$/.exec(basename(handler)) ?? [];
  if (file === undefined || path === undefined || handler.includes(".."))
    throw named("Runtime.MalformedHandlerName", `Bad handler: ${handler}`);
  const module = await importModule(placeOf(resolve(taskRoot, dirname(handler), file), layers));
  const found = find(module, path) ?? find(property(module, "default"), path);
  if (found === undefined) throw named("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof found !== "function") throw named("Runtime.HandlerNotFound", `${handler} is not a function`);
  if (found.length >= 3) throw named("Runtime.CallbackHandlerDeprecated", callbacksAreGone);
  return found as LambdaHandler;
}

const callbacksAreGone =
  "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. Make the handler async, with two parameters.";

// There is no /opt on this machine.
function placeOf(path: string, layers: readonly string[]): string {
  if (!path.startsWith(layerRoot)) return path;
  const places = layers.toReversed().map((layer) => join(layer, path.slice(layerRoot.length)));
  return places.find((place) => fileAt(place) !== undefined) ?? path;
}

const layerRoot = "/opt/";

const fileAt = (path: string) =>
  [".js", ".mjs", ".cjs"].map((ending) => path + ending).find((name) => existsSync(name));

async function importModule(path: string): Promise<unknown> {
  const file = fileAt(path);
  try {
    if (file !== undefined) return await import(pathToFileURL(file).href);
    // Also the way to the "Cannot find module" error with its usual wording.
    return createRequire(join(dirname(path), "_"))(path);
  } catch (error) {
    if (error instanceof SyntaxError) throw named("Runtime.UserCodeSyntaxError", String(error), error.stack);
    if (property(error, "code") === "MODULE_NOT_FOUND")
      throw named("Runtime.ImportModuleError", String(error), (error as Error).stack);
    throw error;
  }
}

const find = (module: unknown, path: string) => path.split(".").reduce(property, module);

function property(value: unknown, key: string): unknown {
  const holds = (typeof value === "object" && value !== null) || typeof value === "function";
  return holds ? (value as Record<string, unknown>)[key] : undefined;
}

function named(name: string, message: string, stack?: string): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
