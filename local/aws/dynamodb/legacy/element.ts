import { serialization } from "../errors.ts";
import type { Input } from "../shape.ts";

/**
 * A structure that stands in a map of an older parameter; nothing stands for an empty one.
 * @param type its name in AWS's model.
 * @throws AwsError SerializationException when it is something else.
 */
export function element(value: unknown, type: string): Input {
  if (Array.isArray(value))
    throw serialization(`Unrecognized collection type class com.amazonaws.dynamodb.v20120810.${type}`);
  if (value != null && typeof value !== "object") throw serialization("Unexpected value type in payload");
  return (value ?? {}) as Input;
}
