export type { AllowRule } from "./allow-list.ts";
export { api } from "./api.ts";
export type { ApiHandler, ApiOptions, ApiRequest, ApiResult } from "./api-types.ts";
export {
  type AuthenticateOptions,
  type AuthenticationRequest,
  type Authenticator,
  authenticate,
  type CallerOf,
} from "./authenticate.ts";
export { batch } from "./batch.ts";
export { type ContextOptions, context } from "./context.ts";
export { type CorsOptions, cors } from "./cors.ts";
export { type GoogleOptions, google } from "./google.ts";
export type { HttpEvent, HttpResponse, TextMap } from "./http-event.ts";
export type { Layer } from "./layer.ts";
export type { Level } from "./level.ts";
export { type LogOptions, log } from "./log.ts";
export { currentLog, type Log, type LogFields, type LoggerOptions, logger } from "./logger.ts";
export { type MessageIds, messageAttributes, type TextAttribute } from "./message-attributes.ts";
export { type MediaType, type ParseOptions, parse } from "./parse.ts";
export type { Environment, Ports, Timer } from "./ports.ts";
export { type ProblemLayerOptions, type ProblemMapper, problem } from "./problem.ts";
export { Problem, type ProblemDetail, type ProblemOptions } from "./problem-error.ts";
export { type QueueLambda, queue } from "./queue.ts";
export type { QueueEvent, QueueRecord, QueueResult } from "./queue-event.ts";
export type { QueueHandler, QueueOptions, QueueRequest } from "./queue-options.ts";
export { redact } from "./redact.ts";
export { type Reply, type ReplyOptions, respond } from "./respond.ts";
export { type Method, type Route, type RouterHandler, type RouterOptions, router } from "./router.ts";
export { currentContext, type RequestContext } from "./state.ts";
export { type TaskHandler, type TaskLambda, type TaskOptions, type TaskRequest, task } from "./task.ts";
export type { Role, User } from "./user.ts";
export { uuidv7 } from "./uuid.ts";
export { type ValidateOptions, validate } from "./validate.ts";
export type { ValidationError, Validator } from "./validator.ts";
