import { currentContext, type RequestContext } from "../state.ts";

/** A text attribute as SQS takes it. */
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
  if (context === undefined) return { MessageAttributes: {} };
  const { requestId, traceparent, traceHeader, callerHops = 0 } = context;
  const attributes: Record<string, TextAttribute> = {
    "x-request-id": text(requestId),
    "x-caller-hops": text(String(callerHops + 1)),
  };
  if (traceparent !== undefined) attributes.traceparent = text(traceparent);
  if (traceHeader === undefined) return { MessageAttributes: attributes };
  return { MessageAttributes: attributes, MessageSystemAttributes: { AWSTraceHeader: text(traceHeader) } };
}

function text(value: string): TextAttribute {
  return { DataType: "String", StringValue: value };
}
