import { validation } from "../errors.ts";
import { TokenReader } from "../token-reader.ts";
import type { AttributeValue, Path } from "../values.ts";
import { malformed, type Token, tokenize } from "./tokens.ts";

// Far more than a stored value may have; what is deeper would overflow the stack.
const deepest = 200;

/** Reads a statement word by word; its question marks stand for the parameters, in their order. */
export class Reader extends TokenReader<Token> {
  private readonly parameters: readonly AttributeValue[];
  private used = 0;
  private depth = 0;

  /** @throws AwsError ValidationException when the statement has a character that begins no word. */
  constructor(statement: string, parameters: readonly AttributeValue[]) {
    super(tokenize(statement));
    this.parameters = parameters;
  }

  /** Takes a keyword, in any case. */
  acceptWord(word: string): boolean {
    return this.take(this.atWord(word));
  }

  atWord(word: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === "word" && text.toUpperCase() === word;
  }

  /** @throws AwsError ValidationException when something else is next. */
  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected();
  }

  /** A name, quoted or not. */
  name(): string {
    const { kind } = this.peek();
    if (kind !== "word" && kind !== "quoted") throw this.unexpected();
    return this.next().text;
  }

  /** A path to an attribute such as `a."b"[3]`. */
  path(): Path {
    const path: (string | number)[] = [this.name()];
    for (;;) {
      if (this.accept(".")) path.push(this.name());
      else if (this.accept("[")) path.push(this.position());
      else return path;
    }
  }

  /** What stands between two brackets, with commas between. */
  list<T>(opening: string, closing: string, each: () => T): T[] {
    this.expect(opening);
    const list: T[] = [];
    if (this.accept(closing)) return list;
    do list.push(this.nested(each));
    while (this.accept(","));
    this.expect(closing);
    return list;
  }

  /** Reads what stands one level deeper. @throws AwsError ValidationException where the levels have no end. */
  nested<T>(inner: () => T): T {
    if (++this.depth > deepest) throw validation("Nesting Levels have exceeded supported limits");
    const read = inner();
    this.depth--;
    return read;
  }

  /** Whether the name of a function and its opening parenthesis are next. */
  atCall(): boolean {
    return this.peek().kind === "word" && this.atSymbol("(", 1);
  }

  /** The parameter that the question mark just read stands for; too few show at the end. */
  parameter(): AttributeValue {
    return this.parameters[this.used++] ?? { NULL: true };
  }

  /** Whether there was one question mark for each parameter. */
  get balanced(): boolean {
    return this.used === this.parameters.length;
  }

  unexpected() {
    return malformed("Unexpected token");
  }

  private position(): number {
    if (this.peek().kind !== "number") throw this.unexpected();
    const position = Number(this.next().text);
    this.expect("]");
    return position;
  }
}
