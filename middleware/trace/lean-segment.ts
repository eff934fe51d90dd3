import type { Redactor } from "../redact/default-redactor.ts";
import { countDropped, type SendDocument } from "./daemon.ts";
import { causeOf } from "./exceptions.ts";
import type { AnnotationValue, Segment, SegmentHttp } from "./segment.ts";
import { type SegmentDocument, writeDocument } from "./segment-document.ts";
import { annotationKey, annotationValue, flagsOfStatus, segmentName } from "./segment-rules.ts";
import type { TraceLink } from "./tracing-backend.ts";

// A datagram holds 65,507 bytes, and X-Ray takes documents of at most 64 KB.
const largestDocument = 65_000;

/** What all spans of one piece of work share. */
export interface LeanTrace {
  readonly traceId: string;
  readonly now: () => number;
  readonly spanId: () => string;
  readonly redactor: Redactor;
  readonly send: SendDocument;
}

/** A span that becomes a part of its parent's document, or a document of its own. */
export class LeanSegment implements Segment {
  readonly id: string;
  readonly #trace: LeanTrace;
  readonly #parent: LeanSegment | undefined;
  readonly #document: SegmentDocument;
  #ended = false;

  constructor(trace: LeanTrace, name: string, parent?: LeanSegment) {
    this.#trace = trace;
    this.#parent = parent;
    this.id = trace.spanId();
    this.#document = { name: segmentName(name), id: this.id, start_time: trace.now() / 1000 };
  }

  /** Makes it the outermost span of this process. */
  attach(parentId: string | undefined, links: readonly TraceLink[] | undefined): this {
    const document = this.#document;
    document.trace_id = this.#trace.traceId;
    if (parentId !== undefined) {
      document.type = "subsegment";
      document.parent_id = parentId;
    }
    if (links !== undefined) document.links = links;
    return this;
  }

  annotate(name: string, value: AnnotationValue): void {
    const clean = annotationValue(value, this.#trace.redactor);
    if (clean !== undefined) this.mark(annotationKey(name), clean);
  }

  mark(name: string, value: AnnotationValue): void {
    this.#document.annotations ??= {};
    this.#document.annotations[name] = value;
  }

  http(http: SegmentHttp): void {
    this.#document.http = http;
  }

  child(name: string, remote?: boolean): Segment {
    const child = new LeanSegment(this.#trace, name, this);
    if (remote) child.#document.namespace = "remote";
    return child;
  }

  fail(error: unknown): void {
    this.#document.fault = true;
    this.#document.cause = causeOf(error, this.#trace.redactor, this.#trace.spanId);
  }

  end(status?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    const document = this.#document;
    document.end_time = this.#trace.now() / 1000;
    if (status !== undefined && status >= 400) Object.assign(document, flagsOfStatus(status));
    if (this.#parent === undefined) sendWhole(document, this.#trace);
    else this.#parent.#take(document);
  }

  // A span that outlives the one above it goes on its own.
  #take(child: SegmentDocument): void {
    if (this.#ended) {
      sendBelow(this.id, child, this.#trace);
      return;
    }
    this.#document.subsegments ??= [];
    this.#document.subsegments.push(child);
  }
}

function sendBelow(parentId: string, child: SegmentDocument, trace: LeanTrace): void {
  sendWhole({ ...child, type: "subsegment", parent_id: parentId, trace_id: trace.traceId }, trace);
}

// What does not fit into one datagram is sent in parts, from the outside in.
function sendWhole(document: SegmentDocument, trace: LeanTrace): void {
  const text = writeDocument(document);
  if (fits(text)) trace.send(text);
  else if (document.subsegments === undefined) countDropped();
  else sendInParts(document, trace);
}

function sendInParts({ subsegments = [], ...alone }: SegmentDocument, trace: LeanTrace): void {
  sendWhole(alone, trace);
  for (const child of subsegments) sendBelow(alone.id, child, trace);
}

function fits(text: string): boolean {
  return text.length * 3 <= largestDocument || Buffer.byteLength(text) <= largestDocument;
}
