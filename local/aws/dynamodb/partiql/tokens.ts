import { validation } from "../errors.ts";

/** One word of a PartiQL statement. `text` is without quotes. */
export interface Token {
  kind: "word" | "quoted" | "string" | "number" | "symbol" | "end";
  text: string;
  /** As AWS shows it in errors: line, column and length, the first two counted from 1. */
  position: string;
}

const kinds = ["word", "quoted", "string", "number", "symbol"] as const;
const blank = String.raw`\s+|--[^\n]*|/\*[\s\S]*?\*/`;
const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
const pattern = new RegExp(
  `${blank}|([A-Za-z_$][\\w$]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(${number})|(<<|>>|<=|>=|<>|!=|[-+=<>()[\\]{},.:?*;])`,
  "gy",
);

/** The error of a statement that cannot be read; AWS gives no detail for what is not even a word. */
export const malformed = (detail = "") =>
  validation(`Statement wasn't well formed, can't be processed: ${detail}`);

/** Splits a statement into words. @throws AwsError ValidationException at a character that begins none. */
export function tokenize(statement: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of statement.matchAll(pattern)) {
    end = match.index + match[0].length;
    const kind = kinds.find((_, index) => match[index + 1] !== undefined);
    if (!kind) continue;
    const text = unquote(kind, match[kinds.indexOf(kind) + 1] ?? "");
    tokens.push({ kind, text, position: positionOf(match) });
  }
  if (end < statement.length) throw malformed();
  tokens.push({ kind: "end", text: "", position: "" });
  return tokens;
}

function positionOf({ 0: { length }, index, input }: RegExpExecArray): string {
  const lines = input.slice(0, index).split("\n");
  return `${lines.length}:${(lines.at(-1) ?? "").length + 1}:${length}`;
}

function unquote(kind: Token["kind"], text: string): string {
  if (kind === "string") return text.replaceAll("''", "'");
  return kind === "quoted" ? text.replaceAll('""', '"') : text;
}
