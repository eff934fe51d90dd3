export { api } from "./api.ts";
export type { ApiHandler, ApiOptions, ApiRequest, ApiResult } from "./api-types.ts";
export type { Algorithm } from "./auth/algorithm.ts";
export type { AllowRule } from "./auth/allow-list.ts";
export {
  type AuthenticateOptions,
  type AuthenticationRequest,
  type Authenticator,
  authenticate,
  type CallerOf,
} from "./auth/authenticate.ts";
export { type CognitoOptions, cognito } from "./auth/cognito.ts";
export { type GoogleOptions, google } from "./auth/google.ts";
export { type OidcOptions, oidc } from "./auth/oidc.ts";
export type { Claims } from "./auth/token-claims.ts";
export type { Role, User } from "./auth/user.ts";
export type { DynamoDbClient } from "./conditional-write.ts";
export { type ContextOptions, context } from "./context.ts";
export { type CompressOptions, compress } from "./http/compress.ts";
export { type CorsOptions, cors } from "./http/cors.ts";
export { type DynamoDbRateLimitOptions, dynamoDbRateLimit } from "./http/dynamo-db-rate-limit.ts";
export type { HttpEvent, HttpResponse, TextMap } from "./http/http-event.ts";
export { memoryRateLimit } from "./http/memory-rate-limit.ts";
export { type MediaType, type ParseOptions, parse } from "./http/parse.ts";
export { type ProblemLayerOptions, type ProblemMapper, problem } from "./http/problem.ts";
export { Problem, type ProblemDetail, type ProblemOptions } from "./http/problem-error.ts";
export { type RateLimitOptions, rateLimit } from "./http/rate-limit.ts";
export type { RateLimitStore, RateLimitVerdict } from "./http/rate-limit-store.ts";
export { type Reply, type ReplyOptions, respond } from "./http/respond.ts";
export { type Method, type Route, type RouterHandler, type RouterOptions, router } from "./http/router.ts";
export {
  type DynamoDbStoreOptions,
  dynamoDbStore,
} from "./idempotency/dynamo-db-store.ts";
export type { WhenStoreFails } from "./idempotency/idempotency-backend.ts";
export type { IdempotencyRecord, IdempotencyStore } from "./idempotency/idempotency-store.ts";
export { type IdempotentLayerOptions, idempotent } from "./idempotency/idempotent.ts";
export type { IdempotentOption, IdempotentOptions } from "./idempotency/idempotent-options.ts";
export { type MemoryStoreOptions, memoryStore } from "./idempotency/memory-store.ts";
export type { MessageKey, RecordOnceOption, RecordOnceOptions } from "./idempotency/record-once-options.ts";
export type { StoreOptions } from "./idempotency/store-options.ts";
export type { Layer } from "./layer.ts";
export { type LayerName, layerOrder } from "./layer-order.ts";
export type { PowertoolsLogger } from "./log/given-lines.ts";
export type { Level, Threshold } from "./log/level.ts";
export { type LogOptions, log } from "./log/log.ts";
export {
  currentLog,
  type Log,
  type LogFields,
  type LoggerOptions,
  type LogInput,
  logger,
} from "./log/logger.ts";
export { type CountedMetric, type CountMetric, type MetricUnit, metric } from "./metrics/metric.ts";
export type { MetricsOptions } from "./metrics/metrics-options.ts";
export type { ObservabilityMode } from "./observability.ts";
export type { Environment, Ports, Timer } from "./ports.ts";
export { batch } from "./queue/batch.ts";
export { type MessageIds, messageAttributes, type TextAttribute } from "./queue/message-attributes.ts";
export { type QueueLambda, queue } from "./queue/queue.ts";
export type { QueueEvent, QueueRecord, QueueResult } from "./queue/queue-event.ts";
export type { QueueHandler, QueueOptions, QueueRequest } from "./queue/queue-options.ts";
export type { SendReport, SqsClient, Unsent } from "./queue/send-all.ts";
export { type Sender, type SenderOptions, type SendOptions, sender } from "./queue/sender.ts";
export type { Redactor } from "./redact/default-redactor.ts";
export type { Explanation } from "./redact/explanation.ts";
export { type Redact, redact } from "./redact/redact.ts";
export { type RedactorOptions, redactor } from "./redact/redactor.ts";
export type { RedactionRule } from "./redact/rules.ts";
export type { TagKey } from "./redact/tag.ts";
export type { FromJsonSchema, JsonSchema } from "./schema/json-schema.ts";
export type { Infer, InferInput, Schema } from "./schema/schema.ts";
export type { StandardIssue, StandardResult, StandardSchema } from "./schema/standard-schema.ts";
export { type ValidateOptions, validate } from "./schema/validate.ts";
export type { ValidationError, Validator } from "./schema/validator.ts";
export type { SetupOptions } from "./setup.ts";
export { currentContext, type RequestContext } from "./state.ts";
export { type TaskHandler, type TaskLambda, type TaskOptions, type TaskRequest, task } from "./task.ts";
export { carryIds, type SdkClient } from "./trace/carry-ids.ts";
export { type TraceCounts, traceCounts } from "./trace/daemon.ts";
export { fetchWithIds, type IdFetchOptions, idFetch } from "./trace/fetch-with-ids.ts";
export type { AnnotationValue } from "./trace/segment.ts";
export { type RunSpan, type Span, span } from "./trace/span.ts";
export { type TraceOptions, trace } from "./trace/trace.ts";
export type { IncomingIds } from "./trace/trace-ids.ts";
export type { TraceSetupOptions } from "./trace/trace-options.ts";
export { uuidv7 } from "./uuid.ts";
export type { WorkTools } from "./work-tools.ts";
