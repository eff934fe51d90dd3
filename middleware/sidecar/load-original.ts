import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Original } from "./original.ts";

const handlerShape = /^([^.]*)\.(.+)$/;
const endings: readonly string[] = [".js", ".mjs", ".cjs"];

/**
 * Loads a handler such as `src/index.handler` as Lambda's runtime does
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html).
 * @throws Error with the name that the runtime gives it, such as `Runtime.HandlerNotFound`; whatever the module throws.
 */
export async function loadOriginal(taskRoot: string, handler: string): Promise<Original> {
  const base = path.basename(handler);
  const [, file, exported] = handlerShape.exec(base) ?? [];
  if (file === undefined || exported === undefined || handler.includes(".."))
    throw named("Runtime.MalformedHandlerName", `Bad handler: ${handler}`);
  const module = await load(taskRoot, path.dirname(handler), file);
  const found = find(module, exported) ?? find(member(module, "default"), exported);
  if (!found) throw named("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof found !== "function") throw named("Runtime.HandlerNotFound", `${handler} is not a function`);
  return found as Original;
}

async function load(taskRoot: string, directory: string, file: string): Promise<unknown> {
  const place = path.resolve(taskRoot, directory, file);
  try {
    if (isFile(place)) return createRequire(place)(place);
    const ending = endings.find((each) => isFile(place + each));
    if (ending !== undefined) return await import(pathToFileURL(place + ending).href);
    return requireFrom(taskRoot, directory, file);
  } catch (error) {
    throw asRuntimeError(error);
  }
}

// The runtime's last resort: a package of that name, such as one in a layer.
function requireFrom(taskRoot: string, directory: string, file: string): unknown {
  const require = createRequire(path.join(taskRoot, "_"));
  return require(require.resolve(file, { paths: [taskRoot, path.join(taskRoot, directory)] }));
}

function asRuntimeError(error: unknown): unknown {
  if (error instanceof SyntaxError) return named("Runtime.UserCodeSyntaxError", String(error), error.stack);
  if (member(error, "code") === "MODULE_NOT_FOUND")
    return named("Runtime.ImportModuleError", String(error), (error as Error).stack);
  return error;
}

// An import of node:fs would load its promises too, which costs 5 ms.
function isFile(file: string): boolean {
  const { statSync } = process.getBuiltinModule("node:fs");
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function find(module: unknown, names: string): unknown {
  return names.split(".").reduce(member, module);
}

function member(value: unknown, name: string): unknown {
  const holds = (typeof value === "object" && value !== null) || typeof value === "function";
  return holds ? (value as Record<string, unknown>)[name] : undefined;
}

function named(name: string, message: string, stack?: string): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
