import { crc32 } from "node:zlib";
import type { AwsError } from "../aws-error.ts";
import type { WireReply } from "./exchange.ts";

/** What a JSON reply depends on of the service that gives it. */
export interface JsonDialect {
  name: string;
  jsonVersion: string;
  errorPrefix: string;
}

/** Makes the replies of the AWS JSON protocols. */
export interface JsonReplies {
  success(dialect: JsonDialect, output: unknown): WireReply;
  failure(dialect: JsonDialect, error: AwsError): WireReply;
}

// Errors that no service's model knows: they come from the framework below, under its own namespace.
const frameworkErrors = new Set([
  "AccessDeniedException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "SerializationException",
  "UnknownOperationException",
]);

function typeOf({ errorPrefix }: JsonDialect, { code }: AwsError): string {
  return errorPrefix && frameworkErrors.has(code) ? `com.amazon.coral.service#${code}` : errorPrefix + code;
}

/** @param requestId makes the id of each reply. */
export function createJsonReplies(requestId: () => string): JsonReplies {
  const reply = ({ name, jsonVersion }: JsonDialect, status: number, output: unknown): WireReply => {
    const body = JSON.stringify(output);
    const headers: Record<string, string> = {
      "content-type": `application/x-amz-json-${jsonVersion}`,
      "x-amzn-requestid": requestId(),
    };
    // Some SDKs compare it with what they received, and it is DynamoDB's alone.
    if (name === "dynamodb") headers["x-amz-crc32"] = String(crc32(body));
    return { status, headers, body };
  };
  return {
    success: (dialect, output) => reply(dialect, 200, output ?? {}),
    failure(dialect, error) {
      const body = { __type: typeOf(dialect, error), message: error.message, ...error.fields };
      const shaped = reply(dialect, error.status, body);
      Object.assign(shaped.headers, { "x-amzn-errortype": error.code }, error.headers);
      return shaped;
    },
  };
}
