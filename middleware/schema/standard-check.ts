import { pointerPart } from "../http/json.ts";
import type { ProblemDetail } from "../http/problem-error.ts";
import { type Check, type Checked, isPromise } from "./check.ts";
import type { StandardIssue, StandardResult, StandardSchema } from "./standard-schema.ts";

const messageLimit = 200;
// How valibot and arktype introduce the value that came; a client's data has no place in answers and logs.
const quotedValue = /,? (?:but received|\(was) .*/s;

/** The check of a Standard Schema; its pointers start at `root`, such as `/body`. */
export function standardCheck(schema: StandardSchema, root: string): Check {
  const { validate } = schema["~standard"];
  return (value) => {
    const result = validate(value);
    return isPromise(result) ? result.then((late) => checked(late, root)) : checked(result, root);
  };
}

function checked(result: StandardResult<unknown>, root: string): Checked {
  if (result.issues === undefined) return { value: result.value };
  const errors = result.issues.map((issue) => detailOf(issue, root));
  return { errors: errors.length > 0 ? errors : [{ pointer: root, message: "is not valid" }] };
}

function detailOf({ message, path = [] }: StandardIssue, root: string): ProblemDetail {
  // arktype's paths are arrays of a class of their own, whose `map` makes one element of none.
  const parts = Array.from(path, (part) => pointerPart(String(typeof part === "object" ? part.key : part)));
  return { pointer: [root, ...parts].join("/"), message: withoutValue(message) };
}

function withoutValue(message: string): string {
  return message.slice(0, messageLimit).replace(quotedValue, "");
}
