export { api } from "./api.ts";
export type { ApiHandler, ApiOptions, ApiRequest, ApiResult } from "./api-types.ts";
export type { AllowRule } from "./auth/allow-list.ts";
export {
  type AuthenticateOptions,
  type AuthenticationRequest,
  type Authenticator,
  authenticate,
  type CallerOf,
} from "./auth/authenticate.ts";
export { type GoogleOptions, google } from "./auth/google.ts";
export type { Role, User } from "./auth/user.ts";
export { type ContextOptions, context } from "./context.ts";
export { type CorsOptions, cors } from "./http/cors.ts";
export type { HttpEvent, HttpResponse, TextMap } from "./http/http-event.ts";
export { type MediaType, type ParseOptions, parse } from "./http/parse.ts";
export { type ProblemLayerOptions, type ProblemMapper, problem } from "./http/problem.ts";
export { Problem, type ProblemDetail, type ProblemOptions } from "./http/problem-error.ts";
export { type RateLimitOptions, rateLimit } from "./http/rate-limit.ts";
export { type Reply, type ReplyOptions, respond } from "./http/respond.ts";
export { type Method, type Route, type RouterHandler, type RouterOptions, router } from "./http/router.ts";
export type { IdempotencyRecord, IdempotencyStore } from "./idempotency/idempotency-store.ts";
export type { IdempotentOption, IdempotentOptions } from "./idempotency/idempotent.ts";
export type { Layer } from "./layer.ts";
export type { Level } from "./log/level.ts";
export { type LogOptions, log } from "./log/log.ts";
export { currentLog, type Log, type LogFields, type LoggerOptions, logger } from "./log/logger.ts";
export { type CountedMetric, type CountMetric, type MetricUnit, metric } from "./metrics/metric.ts";
export type { MetricsOptions } from "./metrics/metrics-options.ts";
export type { ObservabilityMode } from "./observability.ts";
export type { Environment, Ports, Timer } from "./ports.ts";
export { batch } from "./queue/batch.ts";
export { type MessageIds, messageAttributes, type TextAttribute } from "./queue/message-attributes.ts";
export { type QueueLambda, queue } from "./queue/queue.ts";
export type { QueueEvent, QueueRecord, QueueResult } from "./queue/queue-event.ts";
export type { QueueHandler, QueueOptions, QueueRequest } from "./queue/queue-options.ts";
export { redact } from "./redact/redact.ts";
export type { Redactor } from "./redact/redactor.ts";
export { type ValidateOptions, validate } from "./schema/validate.ts";
export type { ValidationError, Validator } from "./schema/validator.ts";
export type { PowertoolsLogger, SetupOptions } from "./setup.ts";
export { currentContext, type RequestContext } from "./state.ts";
export { type TaskHandler, type TaskLambda, type TaskOptions, type TaskRequest, task } from "./task.ts";
export type { Segment } from "./trace/segment.ts";
export { type RunSpan, span } from "./trace/span.ts";
export { type TraceOptions, trace } from "./trace/trace.ts";
export { uuidv7 } from "./uuid.ts";
