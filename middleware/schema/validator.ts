import { pointerPart } from "../http/json.ts";
import type { ProblemDetail } from "../http/problem-error.ts";

/** One error as Ajv and its like report it. */
export interface ValidationError {
  /** A JSON pointer to the value. */
  instancePath: string;
  message?: string;
  keyword?: string;
  params?: Record<string, unknown>;
}

/**
 * A validator built ahead, such as Ajv's standalone code: it says whether data is valid, may coerce it in place,
 * and leaves its errors on itself. `T` is the type of valid data.
 */
export type Validator<T> = ((data: unknown) => boolean) & {
  errors?: readonly ValidationError[] | null;
  readonly "~type"?: T;
};

/**
 * Validates `data` and tells its errors with pointers that start at `root`, such as `/body`.
 * @throws TypeError where the validator answers with something else than true or false, such as a promise.
 */
export function errorsOf(validator: Validator<unknown>, data: unknown, root: string): ProblemDetail[] {
  const valid = validator(data);
  if (valid === true) return [];
  if (valid !== false)
    throw new TypeError(`The validator of ${root} must return true or false; wait for nothing in it.`);
  const details = (validator.errors ?? []).flatMap((error) => detailsOf(error, root));
  return details.length > 0 ? details : [{ pointer: root, message: "is not valid" }];
}

function detailsOf(
  { instancePath, keyword, params = {}, message }: ValidationError,
  root: string,
): ProblemDetail[] {
  const pointer = root + instancePath;
  if (keyword === "required") return missing(pointer, params);
  const unknownNames = params.additionalProperty ?? params.unevaluatedProperty ?? params.additionalProperties;
  const unknown = names(unknownNames);
  if (unknown.length === 0) return [{ pointer, message: message ?? "is not valid" }];
  return unknown.map((name) => ({
    pointer: `${pointer}/${pointerPart(name)}`,
    message: `unknown field "${name.slice(0, 100)}"`,
  }));
}

function missing(pointer: string, params: Record<string, unknown>): ProblemDetail[] {
  const required = names(params.missingProperty ?? params.requiredProperties);
  return required.map((name) => ({ pointer: `${pointer}/${pointerPart(name)}`, message: "is required" }));
}

function names(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((name) => typeof name === "string");
}
