import { validation } from "../errors.ts";
import type { Action, Source } from "../update.ts";
import { type Path, typeOf } from "../values.ts";
import { atLiteral, literal } from "./literal.ts";
import type { Reader } from "./reader.ts";

/** Reads what stands after SET: `a = 1, b = b + 1`. @throws AwsError ValidationException when it cannot be read. */
export function setClause(reader: Reader): Action[] {
  const actions = [assignment(reader)];
  while (reader.accept(",")) actions.push(assignment(reader));
  return actions;
}

function assignment(reader: Reader): Action {
  const path = reader.path();
  reader.expect("=");
  const word = reader.peek().text.toUpperCase();
  if (reader.atCall() && (word === "SET_ADD" || word === "SET_DELETE")) return setChange(reader, word, path);
  return { kind: "set", path, source: sum(reader) };
}

function setChange(reader: Reader, name: "SET_ADD" | "SET_DELETE", path: Path): Action {
  const { position } = reader.next();
  const { position: inside } = reader.peek(1);
  const [changed, given, ...more] = reader.list("(", ")", () => term(reader));
  if (!changed || !given || more.length > 0)
    throw validation(`${name} must have exactly two arguments at ${position}`);
  if (changed.kind !== "path" || changed.path.join(".") !== path.join("."))
    throw validation(`The first argument to ${name} must equal the assignment value at ${position}`);
  if (given.kind !== "value" || !["SS", "NS", "BS"].includes(typeOf(given.value)))
    throw validation(`The second argument to ${name} must be a value with type SET at ${inside}`);
  return { kind: name === "SET_ADD" ? "add" : "delete", path, value: given.value };
}

function sum(reader: Reader): Source {
  const left = term(reader);
  const kind = reader.accept("+") ? "+" : reader.accept("-") ? "-" : undefined;
  return kind ? { kind, left, right: term(reader) } : left;
}

function term(reader: Reader): Source {
  if (atLiteral(reader)) return { kind: "value", value: literal(reader) };
  if (!reader.atCall()) return { kind: "path", path: reader.path() };
  if (reader.acceptWord("LIST_APPEND")) {
    const [left, right] = pair(reader);
    return { kind: "list_append", left, right };
  }
  if (!reader.acceptWord("IF_NOT_EXISTS"))
    throw validation(`The stand-in does not offer the function ${reader.peek().text} after SET.`);
  const [left, otherwise] = pair(reader);
  if (left.kind !== "path")
    throw validation("Operator or function requires a document path; operator or function: if_not_exists");
  return { kind: "if_not_exists", path: left.path, otherwise };
}

function pair(reader: Reader): [Source, Source] {
  const [left, right, ...more] = reader.list("(", ")", () => sum(reader));
  if (left && right && more.length === 0) return [left, right];
  throw reader.unexpected();
}
