import type { Reader, WrittenOperand, WrittenPath } from "./grammar.ts";

/** One action of an update as written. */
export type WrittenAction =
  | { kind: "set"; path: WrittenPath; value: WrittenOperand }
  | { kind: "remove"; path: WrittenPath }
  | { kind: "add" | "delete"; path: WrittenPath; placeholder: string };

/** The functions of updates and how many operands each takes. */
export const updateFunctions: Record<string, number> = { if_not_exists: 2, list_append: 2 };

const sections = { SET: set, REMOVE: remove, ADD: changeSet("add"), DELETE: changeSet("delete") };
type Section = keyof typeof sections;

/** Reads an update expression to its end. @throws ExpressionError with AWS's wording. */
export function parseUpdate(reader: Reader): WrittenAction[] {
  const actions: WrittenAction[] = [];
  const seen = new Set<Section>();
  do {
    const section = (Object.keys(sections) as Section[]).find((word) => reader.tokens.acceptKeyword(word));
    if (!section) throw reader.tokens.unexpected();
    if (seen.has(section))
      reader.report("section", `The "${section}" section can only be used once in an update expression;`);
    seen.add(section);
    do actions.push(sections[section](reader));
    while (reader.tokens.accept(","));
  } while (reader.tokens.peek().kind !== "end");
  reader.throwFaults();
  return actions;
}

function set(reader: Reader): WrittenAction {
  const path = reader.path();
  reader.tokens.expect("=");
  return { kind: "set", path, value: sum(reader) };
}

function remove(reader: Reader): WrittenAction {
  return { kind: "remove", path: reader.path() };
}

function changeSet(kind: "add" | "delete"): (reader: Reader) => WrittenAction {
  return (reader) => ({ kind, path: reader.path(), placeholder: reader.placeholder() });
}

function sum(reader: Reader): WrittenOperand {
  const left = operand(reader);
  const operator = reader.tokens.accept("+") ? "+" : reader.tokens.accept("-") ? "-" : undefined;
  if (!operator) return left;
  reader.countOperator();
  return { kind: "sum", operator, left, right: operand(reader) };
}

function operand(reader: Reader): WrittenOperand {
  if (reader.tokens.peek().kind === "placeholder")
    return { kind: "value", placeholder: reader.placeholder() };
  if (reader.tokens.accept("(")) {
    const inner = sum(reader);
    reader.tokens.expect(")");
    return inner;
  }
  if (!reader.atCall()) return { kind: "path", path: reader.path() };
  return reader.call(updateFunctions, () => operand(reader));
}
