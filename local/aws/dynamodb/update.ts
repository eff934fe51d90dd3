import {
  checkOperandCount,
  checkOperandType,
  checkOverlap,
  documentPathNeeded,
  resolvePath,
  resolveValue,
  type Substitutions,
} from "./binding.ts";
import type { WrittenOperand } from "./grammar.ts";
import { updateFunctions, type WrittenAction } from "./parse-update.ts";
import { ExpressionError } from "./tokens.ts";
import { type AttributeType, type AttributeValue, type Path, typeOf } from "./values.ts";

/** A value that SET computes from the item and the request. */
export type Source =
  | { kind: "path"; path: Path }
  | { kind: "value"; value: AttributeValue }
  | { kind: "+" | "-" | "list_append"; left: Source; right: Source }
  | { kind: "if_not_exists"; path: Path; otherwise: Source };

/** One action of an update, resolved. */
export type Action =
  | { kind: "set"; path: Path; source: Source }
  | { kind: "remove"; path: Path }
  | {
      kind: "add" | "delete";
      path: Path;
      value: AttributeValue;
      /** Whether AttributeUpdates asks for it: that names the error otherwise, and adds to lists too. */
      older?: true;
    };

// ADD and DELETE name the types in full.
const longNames: Partial<Record<AttributeType, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  NULL: "NULL",
  BOOL: "BOOLEAN",
  L: "LIST",
  M: "MAP",
};

/** Resolves the actions of an update. @throws ExpressionError with AWS's wording. */
export function bindUpdate(written: readonly WrittenAction[], given: Substitutions): Action[] {
  const actions = written.map((action) => bindAction(action, given));
  checkOverlap(actions.map(({ path }) => path));
  for (const action of actions) checkAction(action);
  return actions;
}

function bindAction(written: WrittenAction, given: Substitutions): Action {
  const path = resolvePath(written.path, given);
  if (written.kind === "remove") return { kind: "remove", path };
  if (written.kind === "set") return { kind: "set", path, source: bindSource(written.value, given) };
  return { kind: written.kind, path, value: resolveValue(written.placeholder, given) };
}

function bindSource(written: WrittenOperand, given: Substitutions): Source {
  if (written.kind === "path") return { kind: "path", path: resolvePath(written.path, given) };
  if (written.kind === "value") return { kind: "value", value: resolveValue(written.placeholder, given) };
  if (written.kind === "sum")
    return {
      kind: written.operator,
      left: bindSource(written.left, given),
      right: bindSource(written.right, given),
    };
  return bindCall(written, given);
}

function bindCall(
  { name, arguments: written }: Extract<WrittenOperand, { kind: "call" }>,
  given: Substitutions,
): Source {
  const [left, right] = written.map((argument) => bindSource(argument, given));
  checkOperandCount(name, written.length, updateFunctions[name]);
  if (!left || !right) throw documentPathNeeded(name);
  if (name === "list_append") return { kind: name, left, right };
  if (left.kind !== "path") throw documentPathNeeded(name);
  return { kind: "if_not_exists", path: left.path, otherwise: right };
}

function checkAction(action: Action): void {
  if (action.kind === "set") checkSource(action.source);
  if (action.kind !== "add" && action.kind !== "delete") return;
  const type = typeOf(action.value);
  const name = longNames[type];
  if (name === undefined || (action.kind === "add" && type === "N")) return;
  throw new ExpressionError(
    `Incorrect operand type for operator or function; operator: ${action.kind.toUpperCase()}, operand type: ${name}`,
  );
}

function checkSource(source: Source): void {
  if (source.kind === "if_not_exists") checkSource(source.otherwise);
  if (!("left" in source)) return;
  for (const side of [source.left, source.right]) {
    checkSource(side);
    if (side.kind === "value")
      checkOperandType(source.kind, side.value, [source.kind === "list_append" ? "L" : "N"]);
  }
}
