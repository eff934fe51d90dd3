export { AwsError } from "./aws-error.ts";
export { type Chance, createChance } from "./chance.ts";
export { type CliIo, runCli } from "./cli/run-cli.ts";
export { type Clock, type Timer, type VirtualClock, virtualClock, wallClock } from "./clock.ts";
export { createDispatch, type WireReply, type WireRequest } from "./dispatch.ts";
export { createDynamoDb } from "./dynamodb.ts";
export {
  createEventSourceMapping,
  type EventSourceMapping,
  type EventSourceMappingOptions,
} from "./event-source-mapping.ts";
export { createFaults, type Fault, type FaultEffect, type Faults, type Range } from "./faults.ts";
export {
  type ApiDefinition,
  type Authorizer,
  createHttpApi,
  type Guard,
  type HttpApi,
  type HttpApiDefinition,
  type HttpApiOptions,
  type HttpRoute,
  type HttpStage,
  type Throttle,
} from "./http-api.ts";
export { type InProcessHandler, inProcessHandler } from "./in-process/request-handler.ts";
export { runOnClock, type Turn, type TurnOptions, turnClock } from "./in-process/turn-clock.ts";
export {
  type CompactOptions,
  compactJournal,
  type FileJournal,
  type FileJournalOptions,
  fileJournal,
  type Journal,
  type JournalRecord,
  type MemoryJournalOptions,
  memoryJournal,
} from "./journal.ts";
export type { LogLine } from "./lambda/environment.ts";
export type { LambdaFunction } from "./lambda/function.ts";
export type { FunctionEnvironment, InProcessFunction } from "./lambda/in-process-runtime.ts";
export type { InvokeError } from "./lambda/protocol.ts";
export {
  createLambda,
  type FunctionCounters,
  type InvokeResult,
  type Lambda,
  type LambdaOptions,
} from "./lambda.ts";
export { type LoadedTemplate, type LoadTemplateOptions, loadTemplate } from "./load-template.ts";
export type { MappingSettings } from "./mapping/settings.ts";
export type { ProvisionedApi } from "./provision/apis.ts";
export type { Template, TemplateResource } from "./provision/template.ts";
export { type Provisioned, type ProvisionOptions, provision, type Skipped } from "./provision.ts";
export { ReplyDropped } from "./reply-dropped.ts";
export { type Schedule, type ScheduleOptions, type ScheduleSettings, startSchedule } from "./schedule.ts";
export type { Service, ServiceOptions } from "./service.ts";
export { createSqs, type Sqs } from "./sqs.ts";
export { createSsm } from "./ssm.ts";
export type { FetchRequest } from "./stack/fetch-in-process.ts";
export { type Stack, type StackOptions, startStack } from "./stack.ts";
export { createSts } from "./sts.ts";
export { type Endpoint, serveWire } from "./wire.ts";
export { withFaults } from "./with-faults.ts";
export type { ServiceCall } from "./with-tap.ts";
