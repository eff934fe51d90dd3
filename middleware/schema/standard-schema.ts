/**
 * A schema of any library that follows Standard Schema (https://standardschema.dev), such as zod 4, valibot 1 or
 * arktype 2. What it makes of a value, defaults and transforms included, takes the value's place.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The value as the schema made it, or why it does not fit. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One reason why a value does not fit. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Whether a value is a Standard Schema; some libraries make functions of theirs. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  const holder = (typeof value === "object" && value !== null) || typeof value === "function";
  return holder && "~standard" in (value as object);
}
