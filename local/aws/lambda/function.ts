import { delimiter, join } from "node:path";
import type { InProcessFunction } from "./in-process-runtime.ts";

/** The settings of one Lambda function. */
export interface LambdaFunction {
  name: string;
  /** `index.handler`, `functions/api.handler`. */
  handler: string;
  /** The folder that holds the unpacked code. */
  codeDirectory: string;
  /** The folders of its layers, which Lambda would unpack into `/opt`; a later one wins. */
  layers?: readonly string[];
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** The most invocations at once; one more is throttled, as on AWS. */
  reservedConcurrency?: number;
  /** Makes the handler of each environment in this thread; absent means that the code runs in worker threads. */
  inProcess?: InProcessFunction;
}

/** Where the functions of a stack live. */
export interface Account {
  region: string;
  accountId: string;
}

/** The function's ARN, without a version. */
export const functionArn = ({ region, accountId }: Account, name: string) =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;

/** The function's name in a name, an ARN or the end of one, with or without a qualifier. */
export const functionNameIn = (text: string): string =>
  /(?:^|function:)([^:]*)(?::[^:]*)?$/.exec(text)?.[1] ?? text;

/**
 * The environment variables of one execution environment.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(
  fn: LambdaFunction,
  account: Account,
  logStream: string,
): Record<string, string> {
  return {
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    ...(fn.layers && { NODE_PATH: modulesIn(fn.layers) }),
    ...fn.environment,
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: fn.codeDirectory,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    // Clients sign with them; the stand-in looks at no signature.
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
  };
}

/** Where code finds the packages of layers. */
const modulesIn = (layers: readonly string[]) =>
  layers
    .toReversed()
    .map((layer) => join(layer, "nodejs", "node_modules"))
    .join(delimiter);
