import type { Redactor } from "../redact/default-redactor.ts";
import type { SendDocument } from "../trace/daemon.ts";
import { causeOf } from "../trace/exceptions.ts";
import type { AnnotationValue, Segment, SegmentHttp } from "../trace/segment.ts";
import { annotationKey, annotationValue, flagsOfStatus, segmentName } from "../trace/segment-rules.ts";
import { childOf, documentOf, type SdkClasses, type SdkNode } from "./sdk-nodes.ts";

/** What all spans of one piece of work share. */
export interface SdkTrace {
  readonly now: () => number;
  readonly spanId: () => string;
  readonly redactor: Redactor;
  readonly send: SendDocument;
  readonly sdk: SdkClasses;
  /** False where Powertools is told not to capture errors. */
  readonly captureErrors: boolean;
}

/** A span that is a segment or subsegment of the X-Ray SDK; each is sent by itself when it ends. */
export class SdkSegment implements Segment {
  readonly id: string;
  readonly node: SdkNode;
  readonly #trace: SdkTrace;
  #ended = false;

  constructor(trace: SdkTrace, node: SdkNode) {
    this.#trace = trace;
    this.node = node;
    this.id = trace.spanId();
    // Sent over this stack's own socket: on Lambda the SDK opens and closes one for each batch of documents.
    Object.assign(node, { id: this.id, start_time: trace.now() / 1000, flush: () => this.end() });
  }

  annotate(name: string, value: AnnotationValue): void {
    const clean = annotationValue(value, this.#trace.redactor);
    if (clean !== undefined) this.mark(annotationKey(name), clean);
  }

  mark(name: string, value: AnnotationValue): void {
    this.node.addAnnotation(name, value);
  }

  http({ method, url, status }: SegmentHttp): void {
    const response = status === undefined ? {} : { response: { status } };
    Object.assign(this.node, { http: { request: { method, url }, ...response } });
  }

  child(name: string, remote?: boolean): Segment {
    const node = childOf(this.#trace.sdk, this.node, segmentName(name));
    if (remote) node.namespace = "remote";
    return new SdkSegment(this.#trace, node);
  }

  fail(error: unknown): void {
    const { captureErrors, redactor, spanId } = this.#trace;
    this.node.addFaultFlag();
    // The SDK's own `addError` takes the message as it is, and of a chain of causes only the first.
    if (captureErrors) Object.assign(this.node, { cause: causeOf(error, redactor, spanId) });
  }

  end(status?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    const { node } = this;
    if (status !== undefined && status >= 400) Object.assign(node, flagsOfStatus(status));
    node.close();
    this.#trace.send(documentOf(node, this.#trace.now() / 1000));
    if ("parent" in node) node.parent.removeSubsegment(node);
  }
}
