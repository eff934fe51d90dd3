import middyValidator from "@middy/validator";
import type { ProblemDetail } from "../http/problem-error.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import type { Check } from "./check.ts";
import { errorsOf, type Validator } from "./validator.ts";

interface MiddySchema {
  (data: unknown): boolean;
  errors?: readonly ProblemDetail[];
}

const noContext = {};

/** The check of a validator built ahead, run by Middy's validator; its pointers start at `root`, such as `/body`. */
export function validatorCheck(validator: Validator<unknown>, root: string): Check {
  const schema: MiddySchema = (data) => {
    schema.errors = errorsOf(validator, data, root);
    return schema.errors.length === 0;
  };
  // Middy's types name the Ajv class where its code takes a compiled validator.
  const layer: Layer = middyValidator({ eventSchema: schema } as object);
  return (value) => {
    delete schema.errors;
    try {
      layer.before?.({ event: value, context: noContext } as LayerRequest);
    } catch (error) {
      // Middy's own error only repeats what the schema knows; without that, it was the validator that threw.
      if (schema.errors === undefined) throw error;
    }
    const { errors = [] } = schema;
    return errors.length === 0 ? { value } : { errors };
  };
}
