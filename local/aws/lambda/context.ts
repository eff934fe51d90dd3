import type { WorkerRequest } from "./protocol.ts";

/** What a context is made of besides the request. */
export interface ContextSetup {
  variables: Readonly<Record<string, string | undefined>>;
  functionArn: string;
  /** The present time in milliseconds, on any scale. */
  now(): number;
}

/**
 * The context object of an invocation that begins now.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function invocationContext(request: WorkerRequest, { variables, functionArn, now }: ContextSetup) {
  const deadline = now() + request.timeLeft;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: variables.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: functionArn,
    awsRequestId: request.requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - now())),
  };
}
