import { checkValue, type Wording } from "../check-value.ts";
import { invalidParameter } from "../errors.ts";
import type { Input } from "../shape.ts";
import type { Action } from "../update.ts";
import { type AttributeType, type AttributeValue, typeOf } from "../values.ts";
import { element } from "./element.ts";

/** The words of Action. */
export const updateActions = ["ADD", "DELETE", "PUT"];

const sets: readonly AttributeType[] = ["SS", "NS", "BS"];
const addable: readonly AttributeType[] = ["N", "L", ...sets];

/**
 * The actions that AttributeUpdates stands for.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readAttributeUpdates(given: Input, wording: Wording): Action[] {
  return Object.keys(given).map((name) => {
    const { Action: word, Value } = element(given[name], "AttributeValueUpdate");
    const value = Value == null ? undefined : checkValue(Value, wording);
    return actionOf(name, word ?? "PUT", value);
  });
}

function actionOf(name: string, word: unknown, value: AttributeValue | undefined): Action {
  const path = [name];
  if (value === undefined) {
    if (word === "DELETE") return { kind: "remove", path };
    throw invalidParameter("Only DELETE action is allowed when no attribute value is specified");
  }
  if (word === "PUT") return { kind: "set", path, source: { kind: "value", value } };
  const type = typeOf(value);
  if (word === "DELETE" && !sets.includes(type))
    throw invalidParameter(`DELETE action with value is not supported for the type ${type}`);
  if (word === "ADD" && !addable.includes(type))
    throw invalidParameter(`ADD action is not supported for the type ${type}`);
  return { kind: word === "ADD" ? "add" : "delete", path, value, older: true };
}
