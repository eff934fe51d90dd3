import type { CauseDocument } from "./exceptions.ts";
import type { AnnotationValue, SegmentHttp } from "./segment.ts";
import type { TraceLink } from "./tracing-backend.ts";

/** A segment document (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html). */
export interface SegmentDocument {
  readonly name: string;
  readonly id: string;
  trace_id?: string;
  parent_id?: string;
  type?: "subsegment";
  namespace?: "remote";
  readonly start_time: number;
  end_time?: number;
  error?: true;
  throttle?: true;
  fault?: true;
  http?: SegmentHttp;
  annotations?: Record<string, AnnotationValue>;
  links?: readonly TraceLink[];
  cause?: CauseDocument;
  subsegments?: SegmentDocument[];
}

/** The document as JSON, in half the time that `JSON.stringify` takes for the short ones that are the rule. */
export function writeDocument(document: SegmentDocument): string {
  const { name, id, trace_id, parent_id, type, namespace, start_time, end_time } = document;
  let text = `{"name":${quoted(name)},"id":"${id}","start_time":${start_time},"end_time":${end_time}`;
  if (trace_id !== undefined) text += `,"trace_id":"${trace_id}"`;
  if (parent_id !== undefined) text += `,"parent_id":"${parent_id}"`;
  if (type !== undefined) text += `,"type":"${type}"`;
  if (namespace !== undefined) text += `,"namespace":"${namespace}"`;
  return `${text}${flags(document)}${details(document)}}`;
}

function flags({ error, throttle, fault }: SegmentDocument): string {
  return `${error ? ',"error":true' : ""}${throttle ? ',"throttle":true' : ""}${fault ? ',"fault":true' : ""}`;
}

function details({ http, annotations, links, cause, subsegments }: SegmentDocument): string {
  let text = "";
  if (http !== undefined) text += `,"http":${written(http)}`;
  if (annotations !== undefined) text += `,"annotations":{${members(annotations)}}`;
  if (links !== undefined) text += `,"links":${JSON.stringify(links)}`;
  if (cause !== undefined) text += `,"cause":${JSON.stringify(cause)}`;
  if (subsegments !== undefined) text += `,"subsegments":[${subsegments.map(writeDocument).join(",")}]`;
  return text;
}

function written({ method, url, status }: SegmentHttp): string {
  const response = status === undefined ? "" : `,"response":{"status":${status}}`;
  return `{"request":{"method":${quoted(method)},"url":${quoted(url)}}${response}}`;
}

function members(annotations: Record<string, AnnotationValue>): string {
  let text = "";
  for (const name in annotations) {
    const value = annotations[name];
    const one = typeof value === "string" ? quoted(value) : String(value);
    text += `${text === "" ? "" : ","}"${name}":${one}`;
  }
  return text;
}

const plain = /^[\w .:/%&=+@;,?-]*$/;

function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}
