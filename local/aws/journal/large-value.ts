/** From this many bytes on a value is large: it may be kept outside of memory. */
export const largeFrom = 512;

/** Decides which large values stay in memory, and keeps the others. */
export interface ValueHome {
  /** Takes room in memory; false when there is none left. */
  claim(bytes: number): boolean;
  /** Gives room in memory back. */
  giveBack(bytes: number): void;
  /** Puts a text aside at once, and says where; undefined when the journal does so as it writes the change. */
  putAside(text: string): Span | undefined;
  /** The text at that place. */
  read(span: Span): string;
  /** Tells that the text at that place is needed no more. */
  free(span: Span): void;
}

/** Where a text stands in a file, in bytes. */
export interface Span {
  offset: number;
  length: number;
}

/** A large JSON value: in memory while there is room, else read from a file at each use. */
export class LargeValue<Value = unknown> implements Span {
  /** -1 while it stands in no file. */
  offset = -1;
  length = 0;
  private readonly home: ValueHome;
  private bytes: number;
  private memory: Value | undefined;
  private claimed = false;

  private constructor(home: ValueHome, bytes: number) {
    this.home = home;
    this.bytes = bytes;
  }

  /** A value that has just been made; `bytes` is about what it takes of memory. */
  static of<Value>(home: ValueHome, value: Value, bytes: number): LargeValue<Value> {
    const large = new LargeValue<Value>(home, bytes);
    large.memory = value;
    large.claimed = home.claim(bytes);
    if (!large.claimed) large.leaveMemory(value);
    return large;
  }

  /** A value that stands in a file already. */
  static at<Value>(home: ValueHome, span: Span): LargeValue<Value> {
    const large = new LargeValue<Value>(home, span.length);
    large.place(span);
    return large;
  }

  /** The value; nobody may change it. */
  get value(): Value {
    if (this.memory !== undefined) return this.memory;
    const value = JSON.parse(this.home.read(this)) as Value;
    this.claimed = this.home.claim(this.bytes);
    if (this.claimed) this.memory = value;
    return value;
  }

  /** The value as JSON. */
  text(): string {
    return this.memory === undefined ? this.home.read(this) : JSON.stringify(this.memory);
  }

  /** Tells where the value stands in the file from now on. */
  place({ offset, length }: Span): void {
    this.offset = offset;
    this.length = length;
    if (!this.claimed) this.memory = undefined;
  }

  /** Tells that the value is needed no more; until something else is written it can still be read. */
  release(): void {
    if (this.claimed) this.home.giveBack(this.bytes);
    if (this.offset >= 0) this.home.free(this);
    // A reader that comes late must take no room that nobody would give back.
    this.claimed = false;
    this.bytes = 0;
  }

  private leaveMemory(value: Value): void {
    const span = this.home.putAside(JSON.stringify(value));
    if (span) this.place(span);
  }
}
