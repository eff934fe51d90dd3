/** One span that runs. */
export interface Segment {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** Adds an indexed value. */
  annotate(name: string, value: string | number | boolean): void;
  /** Begins a span below this one. */
  child(name: string): Segment;
  /** Says that the work failed; the error's message is redacted. */
  fail(error: unknown): void;
  /** Ends the span and sends it; a second call does nothing. */
  end(): void;
}
