/** A record as the SQS mapping delivers it. */
export interface TestRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { stringValue: string; dataType: string }>;
  eventSourceARN: string;
}

/** A message as SQS answers a receive that asks for everything. */
export interface WireMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, { StringValue: string; DataType: string }>;
}

/** The record that the mapping makes of a message. */
export function recordOf(
  queueName: string,
  { MessageId, ReceiptHandle, Body, Attributes = {}, MessageAttributes = {} }: WireMessage,
): TestRecord {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue, DataType }]) => [
    name,
    { stringValue: StringValue, dataType: DataType },
  ]);
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(attributes),
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queueName}`,
  };
}
