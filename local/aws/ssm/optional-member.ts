import { type Input, optionalString } from "../wire-input.ts";
import { constraint } from "./errors.ts";

/** One of `values`, when the member is there. @throws AwsError ValidationException for any other text. */
export function optionalEnum<Value extends string>(
  input: Input,
  member: string,
  values: readonly Value[],
): Value | undefined {
  const text = optionalString(input, member);
  const value = values.find((known) => known === text);
  if (text === undefined || value !== undefined) return value;
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  throw constraint(text, name, `satisfy enum value set: [${values.join(", ")}]`);
}

/** A text of at most `most` characters, when the member is there. @throws AwsError ValidationException */
export function optionalText(input: Input, member: string, most: number): string | undefined {
  const text = optionalString(input, member);
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  if (text !== undefined && text.length > most)
    throw constraint(text, name, `have length less than or equal to ${most}`);
  return text;
}
