import { type Input, optionalString } from "../wire-input.ts";
import { missingParameter } from "./errors.ts";

/** A text that a request must have. @throws AwsError MissingParameter when it is absent or empty. */
export function requiredString(input: Input, name: string): string {
  const value = optionalString(input, name);
  if (!value) throw missingParameter(name);
  return value;
}
