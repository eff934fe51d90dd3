import { AwsError } from "../aws-error.ts";
import type { RestApi, RestRequest } from "../dispatch.ts";
import type { EventSourceMapping } from "../event-source-mapping.ts";
import { type Account, functionArn, functionNameIn, type LambdaFunction } from "./function.ts";
import { type InvokeApiOptions, invokeApi } from "./invoke-api.ts";
import { jsonReply } from "./json-reply.ts";
import { mappingsApi } from "./mappings-api.ts";

export interface LambdaApiOptions extends InvokeApiOptions {
  account: Account;
  functions: readonly LambdaFunction[];
  /** By their ids. */
  mappings: ReadonlyMap<string, EventSourceMapping>;
}

const root = /^\/2015-03-31\/(functions|event-source-mappings)(?:\/([^/?]*))?(?:\/([^/?]*))?\/?(?:\?(.*))?$/;

/**
 * Lambda's own API, as far as it invokes functions, describes them, and describes, pauses and resumes mappings.
 * Every qualifier means $LATEST.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export function createLambdaApi(options: LambdaApiOptions): RestApi {
  const { account, functions, mappings } = options;
  const invoke = invokeApi(options);
  const answerMapping = mappingsApi(mappings, account);

  async function answerFunction(request: RestRequest, name: string, part: string) {
    if (request.method === "POST" && part === "invocations") return invoke(request, name);
    if (request.method !== "GET") return undefined;
    if (name === "") return jsonReply(200, { Functions: functions.map((fn) => configuration(fn, account)) });
    const fn = functions.find((candidate) => candidate.name === name);
    if (!fn) throw functionNotFound(account, name);
    if (part === "configuration") return jsonReply(200, configuration(fn, account));
    const location = { RepositoryType: "S3", Location: `file://${fn.codeDirectory}` };
    return part === ""
      ? jsonReply(200, { Configuration: configuration(fn, account), Code: location })
      : undefined;
  }

  return {
    async handle(request) {
      const [, kind, first = "", part = "", query = ""] = root.exec(request.path) ?? [];
      if (kind === undefined) return undefined;
      if (kind === "functions") return answerFunction(request, functionNameIn(decoded(first)), part);
      return part === "" ? answerMapping(request, first, new URLSearchParams(query)) : undefined;
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const functionNotFound = (account: Account, name: string) =>
  new AwsError("ResourceNotFoundException", `Function not found: ${functionArn(account, name)}`, 404);

function configuration(fn: LambdaFunction, account: Account) {
  return {
    FunctionName: fn.name,
    FunctionArn: functionArn(account, fn.name),
    Handler: fn.handler,
    Timeout: fn.timeoutSeconds,
    MemorySize: fn.memoryMb,
    Environment: { Variables: fn.environment },
    Version: "$LATEST",
    PackageType: "Zip",
    State: "Active",
    LastUpdateStatus: "Successful",
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${fn.name}` },
  };
}
