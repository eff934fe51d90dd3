import { AwsError } from "../aws-error.ts";

const tableOperations =
  /^(Batch(Get|Write)Item|BatchExecuteStatement|DeleteItem|Execute(Statement|Transaction)|GetItem|PutItem|Query|Scan|Transact(Get|Write)Items|UpdateItem)$/;

const throttledTable =
  "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.";

/**
 * The error of a service that gets too many requests.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export function throttlingError(service: string, operation: string): AwsError {
  if (service === "dynamodb" && tableOperations.test(operation))
    return new AwsError("ProvisionedThroughputExceededException", throttledTable);
  if (service === "sqs")
    return new AwsError(
      "RequestThrottled",
      "Request is throttled.",
      403,
      {},
      sqsHeader("RequestThrottled", "Sender"),
    );
  if (service === "lambda")
    return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
      Reason: "ConcurrentInvocationLimitExceeded",
    });
  return new AwsError("ThrottlingException", "Rate exceeded");
}

/** The error of a service that fails inside. */
export function internalError(service: string): AwsError {
  const message = "The request processing has failed because of an unknown error, exception or failure.";
  if (service === "sqs")
    return new AwsError("InternalError", message, 500, {}, sqsHeader("InternalError", "Receiver"));
  if (service === "lambda")
    return new AwsError("ServiceException", "The Lambda service encountered an internal error.", 500);
  return new AwsError("InternalServerError", message, 500);
}

const sqsHeader = (code: string, fault: string) => ({ "x-amzn-query-error": `${code};${fault}` });
