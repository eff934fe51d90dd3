import { invalidParameter } from "../errors.ts";
import { type Projection, projectionOf } from "../projection.ts";
import { optionalText } from "../shape.ts";

/**
 * The projection that AttributesToGet stands for; its names are no paths.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributesToGet.html
 * @throws AwsError ValidationException when a name is given twice.
 */
export function readAttributesToGet(given: readonly unknown[]): Projection {
  const names = given.map((name) => optionalText({ name }, "name") ?? "");
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw invalidParameter(`Duplicate value in attribute name: ${twice}`);
  return projectionOf(names.map((name) => [name]));
}
