/** One thing that is wrong with a value, in the form of Ajv's error objects. */
export interface ValidationError {
  /** JSON Pointer to the value within what was validated; "" is the whole. */
  readonly instancePath: string;
  /** The JSON Schema keyword that failed. */
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

type Params = Readonly<Record<string, unknown>>;

const messages: Readonly<Record<string, (params: Params) => string>> = {
  type: ({ type }) => `must be ${type === "null" ? "null" : `of type ${type}`}`,
  required: ({ missingProperty }) => `must have the field "${missingProperty}"`,
  additionalProperties: ({ additionalProperty }) => `must not have the field "${additionalProperty}"`,
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as string[]).join(", ")}`,
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
  minLength: ({ limit }) => `must have at least ${limit} ${limit === 1 ? "character" : "characters"}`,
  maxLength: ({ limit }) => `must have at most ${limit} characters`,
  pattern: ({ pattern }) => `must match ${pattern}`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
  minItems: ({ limit }) => `must have at least ${limit} ${limit === 1 ? "item" : "items"}`,
  maxItems: ({ limit }) => `must have at most ${limit} items`,
  uniqueItems: ({ i, j }) => `must not repeat an item: items ${j} and ${i} are equal`,
  anyOf: () => "must match one of the allowed forms",
};

/** Adds an error to those found so far; the built validators call it in place of Ajv's nine lines. */
export function report(
  errors: ValidationError[] | null,
  instancePath: string,
  keyword: string,
  params: Params,
): ValidationError[] {
  const message = messages[keyword]?.(params) ?? "is not valid";
  const error = { instancePath, keyword, params, message };
  if (errors === null) return [error];
  errors.push(error);
  return errors;
}

interface SharedValidator {
  (data: unknown, context: { instancePath: string }): boolean;
  errors?: ValidationError[] | null;
}

/** Runs a validator that several schemas share, and adds its errors to those found so far. */
export function nested(
  errors: ValidationError[] | null,
  validate: SharedValidator,
  data: unknown,
  instancePath: string,
): ValidationError[] | null {
  if (validate(data, { instancePath })) return errors;
  const all = errors ?? [];
  for (const error of validate.errors ?? []) all.push(error);
  return all;
}

/** The length of a text in code points, as JSON Schema counts it. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1))) {
      length--;
      at++;
    }
  }
  return length;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
