import type { Subsegment as SdkChild, Segment as SdkRoot } from "aws-xray-sdk-core";
import { segmentName } from "../trace/segment-rules.ts";
import type { TracedWork } from "../trace/tracing-backend.ts";

/** The two classes of the SDK that a span is made of. */
export interface SdkClasses {
  readonly Segment: typeof SdkRoot;
  readonly Subsegment: typeof SdkChild;
}

/** A segment or subsegment of the SDK. */
export type SdkNode = SdkRoot | SdkChild;

// Above the SDK's threshold for sending each subsegment by itself, in whatever environment it thinks it is.
const alwaysStream = 1_000_000;

/** Makes what the SDK has for a piece of work: a subsegment of the span above, or a segment of its own. */
export function nodeOf(sdk: SdkClasses, { name, traceId, parentId, links }: TracedWork): SdkNode {
  const cleanName = segmentName(name);
  const node =
    parentId === undefined
      ? Object.assign(new sdk.Segment(cleanName, traceId), { counter: alwaysStream })
      : childOf(sdk, standIn(sdk, cleanName, traceId, parentId), cleanName);
  return links === undefined ? node : Object.assign(node, { links });
}

/** Makes a subsegment; the SDK's own constructor asks for random bytes each time, which costs 8 µs. */
export function childOf(sdk: SdkClasses, parent: SdkNode, name: string): SdkChild {
  const child: SdkChild = Object.create(sdk.Subsegment.prototype);
  Object.assign(child, { id: "", name, start_time: 0, in_progress: true, counter: 0, notTraced: false });
  parent.addSubsegment(child);
  return child;
}

// Stands for the span above, which somebody else sends.
function standIn({ Segment }: SdkClasses, name: string, traceId: string, id: string): SdkRoot {
  const segment: SdkRoot = Object.create(Segment.prototype);
  return Object.assign(segment, { trace_id: traceId, id, name, in_progress: true, counter: alwaysStream });
}

/** The document of a node whose open subsegments are left out: each is sent when it ends. */
export function documentOf(node: SdkNode, endTime: number): string {
  Object.assign(node, { end_time: endTime });
  const { subsegments } = node;
  Object.assign(node, { subsegments: undefined });
  try {
    return "parent" in node ? written(node) : node.format();
  } finally {
    Object.assign(node, { subsegments });
  }
}

// As the SDK's `format` does it, which takes four times as long.
function written(node: SdkChild): string {
  const { parent, segment } = node;
  const own = { segment: undefined, parent: undefined, counter: undefined };
  const upward = { type: "subsegment", parent_id: parent.id, trace_id: segment.trace_id };
  try {
    return JSON.stringify({ ...node, ...own, ...upward });
  } catch {
    return node.format();
  }
}
