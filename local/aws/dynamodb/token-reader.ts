/** Reads the tokens of a text one by one; the last one says that the text has ended, and is never passed. */
export abstract class TokenReader<Token extends { kind: string; text: string }> {
  protected readonly tokens: readonly Token[];
  protected index = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  /** The error about the next token. */
  abstract unexpected(): Error;

  /** The next token, or the one `ahead` of it. */
  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  atSymbol(symbol: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === "symbol" && text === symbol;
  }

  /** Takes the next token if it is this symbol. */
  accept(symbol: string): boolean {
    return this.take(this.atSymbol(symbol));
  }

  /** @throws what `unexpected` gives when the next token is not this symbol. */
  expect(symbol: string): void {
    if (!this.accept(symbol)) throw this.unexpected();
  }

  protected take(there: boolean): boolean {
    if (there) this.index++;
    return there;
  }
}
