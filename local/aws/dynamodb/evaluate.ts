import type { Operand } from "./binding.ts";
import type { Condition } from "./condition.ts";
import { compareScalars, equalValues } from "./order.ts";
import type { Comparator } from "./parse-condition.ts";
import { binarySize } from "./size.ts";
import { type AttributeValue, type Item, typeOf, valueAt } from "./values.ts";

type Given = AttributeValue | undefined;

/** Whether the item meets the condition; an item that does not exist is an empty one. */
export function matches(item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case "and":
      return matches(item, condition.left) && matches(item, condition.right);
    case "or":
      return matches(item, condition.left) || matches(item, condition.right);
    case "not":
      return !matches(item, condition.inner);
    case "compare":
      return compare(condition.operator, read(item, condition.left), read(item, condition.right));
    case "between": {
      const value = read(item, condition.operand);
      return (
        compare(">=", value, read(item, condition.low)) && compare("<=", value, read(item, condition.high))
      );
    }
    case "in": {
      const value = read(item, condition.operand);
      return condition.options.some((option) => equal(value, read(item, option)));
    }
    case "test":
      return test(condition.name, read(item, condition.subject), () => read(item, condition.object));
  }
}

function read(item: Item, operand: Operand): Given {
  if (operand.kind === "path") return valueAt(item, operand.path);
  if (operand.kind === "value") return operand.value;
  const size = measure(read(item, operand.of));
  return size === undefined ? undefined : { N: String(size) };
}

function measure(value: Given): number | undefined {
  if (value === undefined) return undefined;
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return binarySize(value.B);
  if (value.M) return Object.keys(value.M).length;
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
}

// Nothing is equal to an attribute that does not exist, not even another such attribute.
const equal = (left: Given, right: Given): boolean =>
  left !== undefined && right !== undefined && equalValues(left, right);

function compare(operator: Comparator, left: Given, right: Given): boolean {
  if (operator === "=") return equal(left, right);
  if (operator === "<>") return !equal(left, right);
  const order = left && right && compareScalars(left, right);
  if (order === undefined) return false;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function test(name: string, subject: Given, object: () => Given): boolean {
  if (name === "attribute_exists") return subject !== undefined;
  if (name === "attribute_not_exists") return subject === undefined;
  const other = object();
  if (subject === undefined || other === undefined) return false;
  if (name === "attribute_type") return typeOf(subject) === other.S;
  return name === "begins_with" ? beginsWith(subject, other) : contains(subject, other);
}

function beginsWith(subject: AttributeValue, prefix: AttributeValue): boolean {
  if (subject.S !== undefined) return prefix.S !== undefined && subject.S.startsWith(prefix.S);
  return subject.B !== undefined && prefix.B !== undefined && bytes(subject.B).startsWith(bytes(prefix.B));
}

function contains(container: AttributeValue, wanted: AttributeValue): boolean {
  if (container.L) return container.L.some((element) => equalValues(element, wanted));
  if (wanted.S !== undefined) return (container.S ?? container.SS)?.includes(wanted.S) ?? false;
  if (wanted.N !== undefined) return container.NS?.includes(wanted.N) ?? false;
  if (wanted.B === undefined) return false;
  if (container.B !== undefined) return bytes(container.B).includes(bytes(wanted.B));
  return container.BS?.includes(wanted.B) ?? false;
}

/** Binary data with one character a byte. */
const bytes = (base64: string): string => Buffer.from(base64, "base64").toString("latin1");
