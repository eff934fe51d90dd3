import { isReserved } from "./reserved-words.ts";
import { ExpressionError, Tokens } from "./tokens.ts";

/** A path as written: names, `#aliases` and list indexes. */
export type WrittenPath = readonly (string | number)[];

/** An operand as written. Functions other than `size` have arguments but no value of their own in a condition. */
export type WrittenOperand =
  | { kind: "path"; path: WrittenPath }
  | { kind: "value"; placeholder: string }
  | { kind: "call"; name: string; arguments: readonly WrittenOperand[] }
  | { kind: "sum"; operator: "+" | "-"; left: WrittenOperand; right: WrittenOperand };

const mostOperators = 300;

/** What AWS reports about an expression as a whole, in this order, before it looks at names and values. */
const faultOrder = ["parentheses", "unknownFunction", "misusedFunction", "reserved", "section"] as const;
type FaultKind = (typeof faultOrder)[number];

/** The reader shared by all kinds of expressions; it collects the names used and the first fault of each kind. */
export class Reader {
  readonly tokens: Tokens;
  readonly aliases = new Set<string>();
  readonly placeholders = new Set<string>();
  private readonly faults = new Map<FaultKind, string>();
  private operators = 0;

  constructor(source: string) {
    this.tokens = new Tokens(source);
  }

  report(kind: FaultKind, message: string): void {
    if (!this.faults.has(kind)) this.faults.set(kind, message);
  }

  /** @throws ExpressionError about the gravest fault reported. */
  throwFaults(): void {
    const kind = faultOrder.find((each) => this.faults.has(each));
    if (kind) throw new ExpressionError(this.faults.get(kind));
  }

  /** Counts one operator or function. @throws ExpressionError above AWS's limit of 300. */
  countOperator(): void {
    if (++this.operators > mostOperators)
      throw new ExpressionError(
        `The expression contains too many operators; operator count: ${this.operators}`,
      );
  }

  /** A document path such as `a.#b[3]`. */
  path(): WrittenPath {
    const elements: (string | number)[] = [this.attributeName()];
    for (;;) {
      if (this.tokens.accept(".")) elements.push(this.attributeName());
      else if (this.tokens.accept("[")) elements.push(this.listIndex());
      else return elements;
    }
  }

  /** `:placeholder`. */
  placeholder(): string {
    if (this.tokens.peek().kind !== "placeholder") throw this.tokens.unexpected();
    const { text } = this.tokens.next();
    this.placeholders.add(text);
    return text;
  }

  /** Whether a function call is next: a name and an opening parenthesis. */
  atCall(): boolean {
    const opening = this.tokens.peek(1);
    return this.tokens.peek().kind === "name" && opening.kind === "symbol" && opening.text === "(";
  }

  /** A function call whose arguments are read by `argument`. */
  call(known: Record<string, number>, argument: () => WrittenOperand): WrittenOperand {
    this.countOperator();
    const name = this.tokens.next().text;
    if (!Object.hasOwn(known, name))
      this.report("unknownFunction", `Invalid function name; function: ${name}`);
    this.tokens.expect("(");
    const given = [argument()];
    while (this.tokens.accept(",")) given.push(argument());
    this.tokens.expect(")");
    return { kind: "call", name, arguments: given };
  }

  private attributeName(): string {
    const { kind, text } = this.tokens.peek();
    if (kind !== "name" && kind !== "alias") throw this.tokens.unexpected();
    this.tokens.next();
    if (kind === "alias") this.aliases.add(text);
    else if (isReserved(text))
      this.report("reserved", `Attribute name is a reserved keyword; reserved keyword: ${text}`);
    return text;
  }

  private listIndex(): number {
    if (this.tokens.peek().kind !== "number") throw this.tokens.unexpected();
    const index = Number(this.tokens.next().text);
    this.tokens.expect("]");
    return index;
  }
}
