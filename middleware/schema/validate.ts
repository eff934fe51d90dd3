import middyValidator from "@middy/validator";
import { httpOf } from "../context.ts";
import { fields } from "../http/http-event.ts";
import { Problem, type ProblemDetail } from "../http/problem-error.ts";
import { Reply } from "../http/respond.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { type RequestState, stateOf } from "../state.ts";
import { errorLimit, errorsOf, type Validator } from "./validator.ts";

/** Options of the validate layer. */
export interface ValidateOptions {
  body?: Validator<unknown>;
  query?: Validator<unknown>;
  path?: Validator<unknown>;
  headers?: Validator<unknown>;
  output?: Validator<unknown>;
}

/** The names of the options of the validate layer. */
export const validateOptionNames: readonly string[] = ["body", "query", "path", "headers", "output"];

const inputs = ["path", "query", "headers", "body"] as const;

/** The layer that checks the input (422) before the handler and its output (500) after it. */
export function validate(options: ValidateOptions = {}): Layer {
  checkOptions("validate", options, validateOptionNames);
  checkValidators("validate", options);
  const { output } = options;
  const layer: Layer = {
    async before(request) {
      const state = stateOf(request);
      readParts(request, state);
      const errors = await runMiddyValidator("before", request, () => inputErrors(options, state));
      if (errors.length > 0) throw invalidRequest(errors);
    },
  };
  if (output === undefined) return layer;
  return { ...layer, after: (request) => checkOutput(request, output) };
}

/** @throws Error where an option is no function: a schema must be built into a validator ahead. */
export function checkValidators(owner: string, options: ValidateOptions): void {
  for (const name of [...inputs, "output"] as const) {
    const given = options[name];
    const holds = given === undefined || typeof given === "function";
    requireOption(holds, owner, `"${name}" must be a validator function; build the schema into one ahead.`);
  }
}

async function checkOutput(request: LayerRequest, output: Validator<unknown>): Promise<void> {
  const { response } = request;
  if (response instanceof Reply && response.body === undefined) return;
  const value = response instanceof Reply ? response.body : response;
  const errors = await runMiddyValidator("after", request, () => errorsOf(output, value, "/output"));
  if (errors.length > 0) throw invalidOutput(errors);
}

interface MiddySchema {
  (): boolean;
  errors?: readonly ProblemDetail[];
}

// Middy reads the errors off the schema after an await: one shared by concurrent requests would mix them.
async function runMiddyValidator(
  moment: "before" | "after",
  request: LayerRequest,
  check: () => ProblemDetail[],
): Promise<readonly ProblemDetail[]> {
  const schema: MiddySchema = () => {
    schema.errors = check();
    return schema.errors.length === 0;
  };
  // Middy's types name the Ajv class where its code takes a compiled validator.
  const options = moment === "before" ? { eventSchema: schema } : { responseSchema: schema };
  const layer: Layer = middyValidator(options as object);
  try {
    await layer[moment]?.(request);
  } catch (error) {
    if (schema.errors === undefined) throw error;
  }
  return schema.errors ?? [];
}

// A validator may coerce in place, and the gateway's event is not ours to change.
function readParts(request: LayerRequest, state: RequestState): void {
  const { query, pathParameters, headers } = httpOf(request);
  state.query = { ...query };
  state.path = { ...pathParameters };
  state.headers = { ...headers };
  if (!state.owned) state.body ??= fields(request.event).body;
}

function inputErrors(options: ValidateOptions, state: RequestState): ProblemDetail[] {
  return inputs.flatMap((part) => {
    const validator = options[part];
    return validator === undefined ? [] : errorsOf(validator, state[part], `/${part}`);
  });
}

function invalidRequest(errors: readonly ProblemDetail[]): Problem {
  const [first] = errors;
  return new Problem("invalid-request", {
    status: 422,
    title: "The request does not fit its schema",
    detail: `Correct ${first?.pointer}: ${first?.message}${errors.length > 1 ? `, and ${errors.length - 1} more` : ""}.`,
    errors: errors.slice(0, errorLimit),
  });
}

function invalidOutput(errors: readonly ProblemDetail[]): Problem {
  const list = errors.slice(0, errorLimit).map(({ pointer, message }) => `${pointer} ${message}`);
  return new Problem("internal", {
    status: 500,
    title: "Something went wrong on our side",
    cause: new Error(`The handler's output does not fit its schema: ${list.join("; ")}`),
  });
}
