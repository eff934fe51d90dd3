export { AwsError } from "./aws-error.ts";
export { type Clock, type Timer, type VirtualClock, virtualClock, wallClock } from "./clock.ts";
export { createDispatch, type WireReply, type WireRequest } from "./dispatch.ts";
export { createDynamoDb } from "./dynamodb.ts";
export {
  createEventSourceMapping,
  type EventSourceMapping,
  type EventSourceMappingOptions,
} from "./event-source-mapping.ts";
export { createFaults, type Fault, type FaultEffect, type Faults } from "./faults.ts";
export {
  createHttpApi,
  type HttpApi,
  type HttpApiDefinition,
  type HttpApiOptions,
  type HttpRoute,
  type Throttle,
} from "./http-api.ts";
export { fileJournal, type Journal, type JournalRecord, memoryJournal } from "./journal.ts";
export type { LogLine } from "./lambda/environment.ts";
export type { LambdaFunction } from "./lambda/function.ts";
export type { InvokeError } from "./lambda/protocol.ts";
export {
  createLambda,
  type FunctionCounters,
  type InvokeResult,
  type Lambda,
  type LambdaOptions,
} from "./lambda.ts";
export type { MappingSettings } from "./mapping/settings.ts";
export type { Template, TemplateResource } from "./provision/template.ts";
export { type Provisioned, type ProvisionOptions, provision, type Skipped } from "./provision.ts";
export { type Schedule, type ScheduleOptions, type ScheduleSettings, startSchedule } from "./schedule.ts";
export type { Service, ServiceOptions } from "./service.ts";
export { createSqs, type Sqs } from "./sqs.ts";
export { createSsm } from "./ssm.ts";
export { type Stack, type StackOptions, startStack } from "./stack.ts";
export { type Endpoint, serveWire } from "./wire.ts";
export type { ServiceCall } from "./with-tap.ts";
