export { type CapturedLogs, type CaptureOptions, captureLogs, type PublishedMetric } from "./capture-logs.ts";
export {
  functionUrlEvent,
  type HttpEventParts,
  httpApiEvent,
  restApiEvent,
} from "./http-events.ts";
export { type LambdaContextParts, lambdaContext } from "./lambda-context.ts";
export {
  type ScheduledEvent,
  type ScheduledEventParts,
  type SnsEvent,
  type SnsMessageParts,
  type SqsMessageParts,
  scheduledEvent,
  snsEvent,
  sqsEvent,
} from "./message-events.ts";
