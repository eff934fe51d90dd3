/**
 * A JSON Schema (draft 7 and 2019-09) as its types tell it: a TypeBox schema, or a plain object whose type is known
 * literally (`as const`, or written in place).
 */
export interface JsonSchema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: object;
  readonly patternProperties?: object;
  readonly additionalProperties?: unknown;
  readonly required?: readonly string[] | undefined;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly allOf?: readonly unknown[];
  readonly not?: unknown;
  /** The value's type, as TypeBox before 1.0 carries it. */
  readonly static?: unknown;
  readonly "~kind"?: string;
  readonly "~unsafe"?: unknown;
}

/** The type of the values that fit a JSON Schema; what the types do not tell is `unknown`. */
export type FromJsonSchema<S> = "static" extends keyof S
  ? (S & { params: [] })["static"]
  : S extends { readonly "~unsafe": infer T }
    ? T
    : S extends { readonly const: infer T }
      ? T
      : S extends { readonly enum: readonly (infer T)[] }
        ? T
        : S extends { readonly anyOf: readonly (infer Choice)[] }
          ? FromJsonSchema<Choice> & FromJsonSchema<Omit<S, "anyOf">>
          : S extends { readonly oneOf: readonly (infer Choice)[] }
            ? FromJsonSchema<Choice> & FromJsonSchema<Omit<S, "oneOf">>
            : S extends { readonly allOf: infer Parts extends readonly unknown[] }
              ? AllOf<Parts> & FromJsonSchema<Omit<S, "allOf">>
              : S extends { readonly type: infer Name }
                ? FromType<Name extends readonly (infer One)[] ? One : Name, S>
                : S extends { readonly properties: object }
                  ? ObjectOf<S>
                  : unknown;

type FromType<Name, S> = Name extends "string"
  ? string
  : Name extends "number" | "integer"
    ? number
    : Name extends "boolean"
      ? boolean
      : Name extends "null"
        ? null
        : Name extends "array"
          ? ArrayOf<S>
          : Name extends "object"
            ? ObjectOf<S>
            : unknown;

type AllOf<Parts extends readonly unknown[]> = Parts extends readonly [infer First, ...infer Rest]
  ? FromJsonSchema<First> & AllOf<Rest>
  : unknown;

type ArrayOf<S> = S extends { readonly items: infer Items }
  ? Items extends readonly unknown[]
    ? TupleOf<Items>
    : FromJsonSchema<Items>[]
  : unknown[];

type TupleOf<Items extends readonly unknown[]> = {
  -readonly [Index in keyof Items]: FromJsonSchema<Items[Index]>;
};

type ObjectOf<S> = S extends { readonly properties: infer Properties }
  ? Flat<
      {
        -readonly [K in keyof Properties as K extends RequiredOf<S> ? K : never]: FromJsonSchema<
          Properties[K]
        >;
      } & {
        -readonly [K in keyof Properties as K extends RequiredOf<S> ? never : K]?: FromJsonSchema<
          Properties[K]
        >;
      }
    >
  : S extends { readonly patternProperties: infer Patterns }
    ? Record<string, FromJsonSchema<Patterns[keyof Patterns]>>
    : S extends { readonly additionalProperties: infer Value extends object }
      ? Record<string, FromJsonSchema<Value>>
      : Record<string, unknown>;

// A list of names that is only known as `string[]` says nothing of which are required.
type RequiredOf<S> = S extends { readonly required: readonly (infer Name extends string)[] }
  ? string extends Name
    ? never
    : Name
  : never;

type Flat<T> = { [K in keyof T]: T[K] };
