/** What an annotation may hold. */
export type AnnotationValue = string | number | boolean;

/** A call or request over HTTP, without anything that came in its query or body. */
export interface SegmentHttp {
  readonly method: string;
  readonly url: string;
  readonly status?: number | undefined;
}

/** One span that runs. */
export interface Segment {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** Adds an indexed value; a text is redacted. */
  annotate(name: string, value: AnnotationValue): void;
  /** Adds an indexed value of the stack's own, which is known to hold no secret. */
  mark(name: string, value: AnnotationValue): void;
  /** Tells of the call that this span stands for. */
  http(http: SegmentHttp): void;
  /** Begins a span below this one; a remote one stands for a call to another service. */
  child(name: string, remote?: boolean): Segment;
  /** Says that the work failed; the error's message is redacted. */
  fail(error: unknown): void;
  /** Ends the span and sends it, with flags by its HTTP status; a second call does nothing. */
  end(status?: number): void;
}
