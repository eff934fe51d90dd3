import type { Reader, WrittenOperand } from "./grammar.ts";
import { ExpressionError } from "./tokens.ts";

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A condition as written, with its names and values still unresolved. */
export type WrittenCondition =
  | { kind: "and" | "or"; left: WrittenCondition; right: WrittenCondition }
  | { kind: "not"; inner: WrittenCondition }
  | { kind: "compare"; operator: Comparator; left: WrittenOperand; right: WrittenOperand }
  | { kind: "between"; operand: WrittenOperand; low: WrittenOperand; high: WrittenOperand }
  | { kind: "in"; operand: WrittenOperand; options: readonly WrittenOperand[] }
  | { kind: "test"; name: string; arguments: readonly WrittenOperand[] };

/** The functions of conditions and how many operands each takes. */
export const conditionFunctions: Record<string, number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

const comparators: readonly string[] = ["=", "<>", "<", "<=", ">", ">="];
const keywords = /^(and|or|not|between|in)$/i;
const mostOptions = 100;
// Within the limit on operators, deeper parentheses cannot all be of use.
const deepestParentheses = 600;
const redundant = "The expression has redundant parentheses;";

// A parenthesis may open a condition or an operand; which it was shows after it has been read.
type Part = { operand: WrittenOperand; wrapped: boolean } | { condition: WrittenCondition; wrapped: boolean };

/** Reads a condition, filter or key condition to its end. @throws ExpressionError with AWS's wording. */
export function parseCondition(reader: Reader): WrittenCondition {
  const parser = new ConditionParser(reader);
  const condition = parser.condition(parser.either());
  reader.tokens.expectEnd();
  reader.throwFaults();
  return condition;
}

class ConditionParser {
  private readonly reader: Reader;
  private depth = 0;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** A part as a condition: a call stands by itself, any other operand is unfinished. */
  condition(part: Part): WrittenCondition {
    if ("condition" in part) return part.condition;
    const { operand } = part;
    if (operand.kind !== "call") throw this.reader.tokens.unexpected();
    if (operand.name === "size") this.misused(operand.name);
    return { kind: "test", name: operand.name, arguments: operand.arguments };
  }

  either(): Part {
    return this.chain("or", () => this.chain("and", () => this.negation()));
  }

  private chain(kind: "and" | "or", part: () => Part): Part {
    let left = part();
    while (this.reader.tokens.acceptKeyword(kind.toUpperCase())) {
      this.reader.countOperator();
      const first = this.condition(left);
      left = { condition: { kind, left: first, right: this.condition(part()) }, wrapped: false };
    }
    return left;
  }

  private negation(): Part {
    if (!this.reader.tokens.acceptKeyword("NOT")) return this.comparison(this.primary());
    this.reader.countOperator();
    return { condition: { kind: "not", inner: this.condition(this.negation()) }, wrapped: false };
  }

  private primary(): Part {
    if (!this.reader.tokens.accept("(")) return { operand: this.operand(), wrapped: false };
    if (++this.depth > deepestParentheses) throw new ExpressionError(redundant);
    const inner = this.either();
    this.reader.tokens.expect(")");
    this.depth--;
    if (inner.wrapped) this.reader.report("parentheses", redundant);
    return { ...inner, wrapped: true };
  }

  private comparison(part: Part): Part {
    if ("condition" in part) return part;
    const { tokens } = this.reader;
    const { kind, text } = tokens.peek();
    const made = (condition: WrittenCondition): Part => ({ condition, wrapped: false });
    if (kind === "symbol" && comparators.includes(text)) return made(this.compare(part.operand));
    if (tokens.acceptKeyword("BETWEEN")) return made(this.between(part.operand));
    if (tokens.acceptKeyword("IN")) return made(this.membership(part.operand));
    return part;
  }

  private compare(left: WrittenOperand): WrittenCondition {
    this.reader.countOperator();
    const operator = this.reader.tokens.next().text as Comparator;
    return { kind: "compare", operator, left: this.value(left), right: this.wrappedOperand() };
  }

  private between(operand: WrittenOperand): WrittenCondition {
    this.reader.countOperator();
    const low = this.wrappedOperand();
    if (!this.reader.tokens.acceptKeyword("AND")) throw this.reader.tokens.unexpected();
    return { kind: "between", operand: this.value(operand), low, high: this.wrappedOperand() };
  }

  private membership(operand: WrittenOperand): WrittenCondition {
    this.reader.countOperator();
    this.reader.tokens.expect("(");
    const options = [this.wrappedOperand()];
    while (this.reader.tokens.accept(",")) options.push(this.wrappedOperand());
    this.reader.tokens.expect(")");
    if (options.length > mostOptions)
      throw new ExpressionError(
        `The IN operator is provided with too many operands; number of operands: ${options.length}`,
      );
    return { kind: "in", operand: this.value(operand), options };
  }

  private wrappedOperand(): WrittenOperand {
    if (!this.reader.tokens.accept("(")) return this.value(this.operand());
    const operand = this.wrappedOperand();
    this.reader.tokens.expect(")");
    return operand;
  }

  private operand(): WrittenOperand {
    const { kind, text } = this.reader.tokens.peek();
    if (kind === "placeholder") return { kind: "value", placeholder: this.reader.placeholder() };
    if (kind === "name" && keywords.test(text)) throw this.reader.tokens.unexpected();
    if (!this.reader.atCall()) return { kind: "path", path: this.reader.path() };
    return this.reader.call(conditionFunctions, () => this.wrappedOperand());
  }

  // Only `size` has a value that can be compared or passed on.
  private value(operand: WrittenOperand): WrittenOperand {
    if (operand.kind === "call" && operand.name !== "size") this.misused(operand.name);
    return operand;
  }

  private misused(name: string): void {
    this.reader.report(
      "misusedFunction",
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  }
}
