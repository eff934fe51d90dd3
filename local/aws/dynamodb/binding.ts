import type { WrittenPath } from "./grammar.ts";
import { ExpressionError } from "./tokens.ts";
import { type AttributeType, type AttributeValue, type Item, own, type Path, typeOf } from "./values.ts";

/** What the `#aliases` and `:placeholders` of a request stand for. */
export interface Substitutions {
  names: Record<string, string>;
  values: Item;
}

/** An operand of a condition, resolved: a path into the item, a given value, or the size of either. */
export type Operand =
  | { kind: "path"; path: Path }
  | { kind: "value"; value: AttributeValue }
  | { kind: "size"; of: Operand };

/** @throws ExpressionError when an alias is not defined. */
export function resolvePath(path: WrittenPath, { names }: Substitutions): Path {
  return path.map((element) => {
    if (typeof element === "number" || !element.startsWith("#")) return element;
    const name = own(names, element);
    if (name !== undefined) return name;
    throw new ExpressionError(
      `An expression attribute name used in the document path is not defined; attribute name: ${element}`,
    );
  });
}

/** @throws ExpressionError when a placeholder is not defined. */
export function resolveValue(placeholder: string, { values }: Substitutions): AttributeValue {
  const value = own(values, placeholder);
  if (value !== undefined) return value;
  throw new ExpressionError(
    `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
  );
}

/** A path as AWS shows it in errors. */
export function showPath(path: Path): string {
  return `[${path.map((element) => (typeof element === "number" ? `[${element}]` : element)).join(", ")}]`;
}

/** @throws ExpressionError when a function has not as many operands as it takes. */
export function checkOperandCount(name: string, given: number, needed: number | undefined): void {
  if (given !== needed)
    throw new ExpressionError(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${given}`,
    );
}

/** @throws ExpressionError when a given value has a type that the operator or function can never take. */
export function checkOperandType(
  name: string,
  value: AttributeValue | undefined,
  allowed: readonly AttributeType[],
): void {
  if (value === undefined || allowed.includes(typeOf(value))) return;
  throw new ExpressionError(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${typeOf(value)}`,
  );
}

/** @throws ExpressionError when a function that works on an attribute is given something else. */
export function documentPathNeeded(name: string): ExpressionError {
  return new ExpressionError(`Operator or function requires a document path; operator or function: ${name}`);
}

/** @throws ExpressionError when one path lies inside another, or one takes a map for what the other takes for a list. */
export function checkOverlap(paths: readonly Path[]): void {
  const heads = new Map<unknown, Path[]>();
  let conflict: ExpressionError | undefined;
  for (const path of paths) {
    const rivals = heads.get(path[0]);
    for (const rival of rivals ?? []) conflict ??= clash(rival, path);
    if (rivals) rivals.push(path);
    else heads.set(path[0], [path]);
  }
  if (conflict) throw conflict;
}

function clash(one: Path, two: Path): ExpressionError | undefined {
  const shared = Math.min(one.length, two.length);
  for (let index = 0; index < shared; index++) {
    if (typeof one[index] !== typeof two[index]) return clashOf("conflict", one, two);
    if (one[index] !== two[index]) return undefined;
  }
  return clashOf("overlap", one, two);
}

const clashOf = (verb: string, one: Path, two: Path) =>
  new ExpressionError(
    `Two document paths ${verb} with each other; must remove or rewrite one of these paths; ` +
      `path one: ${showPath(one)}, path two: ${showPath(two)}`,
  );
