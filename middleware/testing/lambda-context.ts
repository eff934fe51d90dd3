import type { Context } from "aws-lambda";

/** What a test chooses of a Lambda context. */
export interface LambdaContextParts {
  /** Milliseconds until Lambda ends the invocation; by default 30,000. A function is asked each time. */
  remainingMs?: number | (() => number);
  functionName?: string;
  awsRequestId?: string;
}

/** The context that Lambda hands to a handler. */
export function lambdaContext({
  remainingMs = 30_000,
  functionName = "test-function",
  awsRequestId = "00000000-0000-4000-8000-000000000001",
}: LambdaContextParts = {}): Context {
  return {
    awsRequestId,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: "256",
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "2026/01/01/[$LATEST]00000000000000000000000000000001",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: typeof remainingMs === "function" ? remainingMs : () => remainingMs,
    done() {},
    fail() {},
    succeed() {},
  };
}
