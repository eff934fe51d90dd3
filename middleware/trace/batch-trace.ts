import { functionNameOf } from "../context.ts";
import type { QueueRecord } from "../queue/queue-event.ts";
import type { Setup } from "../setup.ts";
import type { Segment } from "./segment.ts";
import { beginSafely } from "./trace.ts";
import { headerParentOf, readTraceHeader, rootOf, samplingOf } from "./trace-header.ts";
import type { TraceLink } from "./tracing-backend.ts";

/**
 * Begins the span of a whole batch in the invocation's own trace, with links to the traces of its messages; each
 * message's span is part of its sender's trace. Undefined where the invocation is not sampled.
 */
export function startBatchTrace(
  records: readonly QueueRecord[],
  lambdaContext: unknown,
  setup: Setup,
): Segment | undefined | Promise<Segment | undefined> {
  const header = readTraceHeader(setup.ports.traceHeader());
  if (header === undefined || samplingOf(header) !== true) return undefined;
  const work = {
    name: functionNameOf(lambdaContext, setup.ports),
    traceId: rootOf(header),
    parentId: headerParentOf(header),
    links: records.flatMap(linkTo),
  };
  return beginSafely(() => setup.tools.tracing.begin(work, setup));
}

/** Ends the span of a batch. */
export function endBatchTrace(segment: Segment, records: number, failed: number): void {
  segment.mark("records", records);
  segment.mark("failedRecords", failed);
  segment.end();
}

function linkTo({ attributes }: QueueRecord): TraceLink[] {
  const header = readTraceHeader(attributes?.AWSTraceHeader);
  const parent = header === undefined ? undefined : headerParentOf(header);
  return header === undefined || parent === undefined ? [] : [{ trace_id: rootOf(header), id: parent }];
}
