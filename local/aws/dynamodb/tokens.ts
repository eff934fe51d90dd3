import { TokenReader } from "./token-reader.ts";

/** A fault in the text of an expression, worded by AWS; the caller puts the name of the expression before it. */
export class ExpressionError extends Error {}

/** One word of an expression. */
export interface Token {
  kind: "name" | "alias" | "placeholder" | "number" | "symbol" | "unknown" | "end";
  text: string;
  start: number;
  end: number;
}

const kinds = ["name", "alias", "placeholder", "number", "symbol", "unknown"] as const;
const word =
  /\s+|([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[()[\].,=<>+-])|(.)/gsu;

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (const match of source.matchAll(word)) {
    const kind = kinds.find((_, index) => match[index + 1] !== undefined);
    const [text] = match;
    if (kind) tokens.push({ kind, text, start: match.index, end: match.index + text.length });
  }
  tokens.push({ kind: "end", text: "<EOF>", start: source.length, end: source.length });
  return tokens;
}

/** Reads the tokens of an expression one by one. */
export class Tokens extends TokenReader<Token> {
  readonly source: string;

  constructor(source: string) {
    super(tokenize(source));
    this.source = source;
  }

  /** Takes the next token if it is this keyword, in any case. */
  acceptKeyword(keyword: string): boolean {
    const { kind, text } = this.peek();
    return this.take(kind === "name" && text.toUpperCase() === keyword);
  }

  /** @throws ExpressionError when anything is left. */
  expectEnd(): void {
    if (this.peek().kind !== "end") throw this.unexpected();
  }

  /** The error about the next token; AWS shows it with its neighbours. */
  unexpected(): ExpressionError {
    const { text, start, end } = this.peek();
    const from = this.tokens[this.index - 1]?.start ?? start;
    const following = this.peek(1);
    const to = following.kind === "end" ? end : following.end;
    return new ExpressionError(
      `Syntax error; token: "${text}", near: "${this.source.slice(from, to).trimEnd()}"`,
    );
  }
}
