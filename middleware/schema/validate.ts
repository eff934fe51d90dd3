import { httpOf } from "../context.ts";
import { fields } from "../http/http-event.ts";
import { Reply } from "../http/respond.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions } from "../options.ts";
import { type RequestState, stateOf } from "../state.ts";
import { type Check, type Checked, isPromise } from "./check.ts";
import { checkOf } from "./check-of.ts";
import { invalidOutput, invalidRequest } from "./invalid.ts";
import type { Schema } from "./schema.ts";

/** Options of the validate layer: a schema of any kind for each part. */
export interface ValidateOptions {
  body?: Schema | undefined;
  query?: Schema | undefined;
  path?: Schema | undefined;
  headers?: Schema | undefined;
  output?: Schema | undefined;
}

/** The names of the options of the validate layer. */
export const validateOptionNames: readonly string[] = ["body", "query", "path", "headers", "output"];

const inputs = ["path", "query", "headers", "body"] as const;
type Input = (typeof inputs)[number];
// Where an event of the gateway holds the part.
const eventFields = {
  path: "pathParameters",
  query: "queryStringParameters",
  headers: "headers",
  body: "body",
} as const;

/** The layer that checks the input (422) before the handler and its output (500) after it. */
export function validate(options: ValidateOptions = {}): Layer {
  checkOptions("validate", options, validateOptionNames);
  const layer: Layer = { before: inputCheck("validate", options) };
  const check = outputCheck("validate", options.output);
  if (check === undefined) return layer;
  return { ...layer, after: (request) => replaceResponse(request, check(request.response)) };
}

/** The part before the handler: checked values take the place of what came. */
export function inputCheck(
  owner: string,
  options: ValidateOptions,
): (request: LayerRequest) => void | Promise<void> {
  const parts = inputs.filter((part) => options[part] !== undefined);
  const checks = parts.map((part) => partCheck(owner, part, options));
  return (request) => {
    const state = stateOf(request);
    const found = checks.map((check, index) => check(partOf(parts[index] as Input, request, state)));
    if (!found.some(isPromise)) return accept(parts, found as Checked[], request, state);
    return Promise.all(found).then((late) => accept(parts, late, request, state));
  };
}

function partCheck(owner: string, part: Input, options: ValidateOptions): Check {
  const source = part === "body" ? "json" : "wire";
  return checkOf(options[part], { owner, option: part, root: `/${part}`, source });
}

// A validator may coerce in place, and neither the gateway's event nor what other layers read is its to change.
function partOf(part: Input, request: LayerRequest, state: RequestState): unknown {
  if (part === "body") return state.owned ? state.body : (state.body ?? fields(request.event).body);
  const { pathParameters, query, headers } = httpOf(request);
  return { ...(part === "path" ? pathParameters : part === "query" ? query : headers) };
}

function accept(
  parts: readonly Input[],
  found: readonly Checked[],
  request: LayerRequest,
  state: RequestState,
): void {
  const errors = found.flatMap((checked) => checked.errors ?? []);
  if (errors.length > 0) throw invalidRequest(errors);
  for (const [index, part] of parts.entries()) {
    const value = found[index]?.value;
    state[part] = value;
    if (!state.owned) Object.assign(request.event as object, { [eventFields[part]]: value });
  }
}

/**
 * The check of what a handler returns, which gives back what to send: the value as its schema made it. A reply
 * without a body passes.
 */
export function outputCheck(
  owner: string,
  schema: Schema | undefined,
): ((response: unknown) => unknown) | undefined {
  if (schema === undefined) return undefined;
  const check = checkOf(schema, { owner, option: "output", root: "/output", source: "json" });
  return (response) => {
    if (!(response instanceof Reply)) return then(check(response), acceptedOutput);
    const reply: Reply<unknown> = response;
    if (reply.body === undefined) return reply;
    return then(check(reply.body), (checked) => reply.with(acceptedOutput(checked)));
  };
}

function then(checked: Checked | Promise<Checked>, use: (checked: Checked) => unknown): unknown {
  return isPromise(checked) ? checked.then(use) : use(checked);
}

function acceptedOutput({ value, errors }: Checked): unknown {
  if (errors !== undefined) throw invalidOutput(errors);
  return value;
}

function replaceResponse(request: LayerRequest, checked: unknown): void | Promise<void> {
  if (isPromise(checked)) return checked.then((value) => replaceResponse(request, value));
  request.response = checked;
}
