import { LogFormatter, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";
import { defaultRedactor, type Redactor } from "../redact/default-redactor.ts";

class RedactingFormatter extends LogFormatter {
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    super();
    this.#redactor = redactor;
  }

  override formatAttributes(base: UnformattedAttributes, more: LogAttributes): LogItem {
    const { redactText, redact } = this.#redactor;
    const attributes = {
      level: base.logLevel,
      message: redactText(String(base.message)),
      timestamp: this.formatTimestamp(base.timestamp),
      service: base.serviceName,
      sampling_rate: base.sampleRateValue,
      xray_trace_id: base.xRayTraceId,
      ...invocationOf(base),
    };
    return new LogItem({ attributes }).addAttributes(redact(more) as LogAttributes);
  }
}

// Under the names of Powertools' own formatter, so that queries stay as they are.
function invocationOf({ lambdaContext }: UnformattedAttributes): LogAttributes {
  if (lambdaContext === undefined) return {};
  return {
    cold_start: lambdaContext.coldStart,
    function_arn: lambdaContext.invokedFunctionArn,
    function_memory_size: lambdaContext.memoryLimitInMB,
    function_name: lambdaContext.functionName,
    function_request_id: lambdaContext.awsRequestId,
  };
}

/** Powertools' form of a log line without secrets and personal data, for a `Logger` that is called directly. */
export function redactingFormatter(redactor: Redactor = defaultRedactor): LogFormatter {
  return new RedactingFormatter(redactor);
}
