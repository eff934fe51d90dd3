import { isDeepStrictEqual } from "node:util";
import type { TSchema } from "typebox";
import { ProblemDetails } from "#domain/contract.ts";
import * as business from "#domain/schema/business.ts";
import * as job from "#domain/schema/job.ts";
import * as page from "#domain/schema/page.ts";
import * as place from "#domain/schema/place.ts";
import * as prompt from "#domain/schema/prompt.ts";
import * as topic from "#domain/schema/topic.ts";
import { type JsonSchema, mapChildren, toJsonSchema } from "./json-schema.ts";

/** Replaces schemas by references to named components, and collects the components that are used. */
export interface Components {
  reference(schema: TSchema): JsonSchema;
  /** Those referred to so far, sorted by name. */
  used(): Record<string, JsonSchema>;
}

/** Components named after the exports of the domain's schemas. */
export function openApiComponents(): Components {
  const used = new Map<string, JsonSchema>();
  const refer = (schema: JsonSchema): JsonSchema => {
    const name = nameOf(schema);
    if (!name) return mapChildren(schema, refer);
    if (!used.has(name)) used.set(name, mapChildren(schema, refer));
    return { $ref: `#/components/schemas/${name}` };
  };
  return {
    reference: (schema) => refer(toJsonSchema(schema)),
    used: () => Object.fromEntries([...used].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

const modules: Record<string, unknown>[] = [business, job, page, place, prompt, topic, { ProblemDetails }];
const named = modules.flatMap((module) =>
  Object.entries(module).map(([name, schema]) => [name, toJsonSchema(schema as TSchema)] as const),
);

function nameOf(schema: JsonSchema): string | undefined {
  return named.find(([, known]) => isDeepStrictEqual(known, schema))?.[0];
}
