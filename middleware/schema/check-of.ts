import type { Check } from "./check.ts";
import { jsonSchemaCheck, type SchemaPlace } from "./json-schema-check.ts";
import { schemaKind } from "./schema.ts";
import { standardCheck } from "./standard-check.ts";
import type { StandardSchema } from "./standard-schema.ts";
import type { Validator } from "./validator.ts";
import { validatorCheck } from "./validator-check.ts";

/**
 * Makes the check of a schema of any kind.
 * @throws Error that names the option where it is no schema.
 */
export function checkOf(schema: unknown, place: SchemaPlace): Check {
  switch (schemaKind(place.owner, place.option, schema)) {
    case "standard":
      return standardCheck(schema as StandardSchema, place.root);
    case "validator":
      return validatorCheck(schema as Validator<unknown>, place.root);
    case "json":
      return jsonSchemaCheck(schema as object, place);
  }
}
