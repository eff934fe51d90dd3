import { currentContext, type RequestContext } from "../state.ts";
import { idsOf, type OutgoingIds } from "../trace/outgoing-ids.ts";

/** A text attribute as SQS and SNS take it. */
export interface TextAttribute {
  DataType: "String";
  StringValue: string;
}

/** What to spread into the input of SQS `SendMessage` or into an entry of `SendMessageBatch`. */
export interface MessageIds {
  MessageAttributes: Record<string, TextAttribute>;
  MessageSystemAttributes?: { AWSTraceHeader: TextAttribute };
}

/**
 * The attributes that carry the ids of the running work on to whoever receives the message; `queue()` reads them.
 * X-Ray's header goes as system attribute, which costs none of the message's ten attributes
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html).
 */
export function messageAttributes(context: RequestContext | undefined = currentContext()): MessageIds {
  return context === undefined ? { MessageAttributes: {} } : attributesOf(idsOf(context));
}

/** The same for ids that are made up already. */
export function attributesOf(ids: OutgoingIds): MessageIds {
  const MessageAttributes = Object.fromEntries(
    idEntries(ids).map(([name, value]) => [name, textAttribute(value)]),
  );
  const { traceHeader } = ids;
  if (traceHeader === undefined) return { MessageAttributes };
  return { MessageAttributes, MessageSystemAttributes: { AWSTraceHeader: textAttribute(traceHeader) } };
}

/** The ids by the names under which they travel; the first are the last to go where there is no room for all. */
export function idEntries({
  requestId,
  hops,
  traceparent,
  tracestate,
  debug,
}: OutgoingIds): [string, string][] {
  const entries: [string, string][] = [
    ["x-request-id", requestId],
    ["x-caller-hops", String(hops)],
  ];
  if (traceparent !== undefined) entries.push(["traceparent", traceparent]);
  if (debug) entries.push(["x-debug", "1"]);
  if (tracestate !== undefined) entries.push(["tracestate", tracestate]);
  return entries;
}

/** A text as SQS and SNS take it. */
export function textAttribute(value: string): TextAttribute {
  return { DataType: "String", StringValue: value };
}
