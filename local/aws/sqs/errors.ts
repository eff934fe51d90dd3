import { AwsError } from "../aws-error.ts";

// Names that older clients know errors by; where none stands here it equals the modeled name.
const queryCodes: Record<string, string> = {
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  QueueDeletedRecently: "AWS.SimpleQueueService.QueueDeletedRecently",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

const statuses: Record<string, number> = {
  OverLimit: 403,
  PurgeQueueInProgress: 403,
  ReceiptHandleIsInvalid: 404,
  ResourceNotFoundException: 404,
};

// Errors that the service's model does not know come from the framework below it, under other type names.
const frameworkTypes: Record<string, string> = {
  InvalidParameterValue: "com.amazon.coral.service#InvalidParameterValueException",
  MissingParameter: "com.amazon.coral.service#MissingRequiredParameterException",
};

/** The name of an error in a batch's `Failed` entry and in the header `x-amzn-query-error`. */
export const queryCode = (name: string): string => queryCodes[name] ?? name;

/**
 * An SQS error by its name in the API reference.
 * See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
export function sqsError(name: string, message: string): AwsError {
  const type = frameworkTypes[name];
  return new AwsError(name, message, statuses[name] ?? 400, type ? { __type: type } : {}, {
    "x-amzn-query-error": `${queryCode(name)};Sender`,
  });
}

/** A required parameter is absent or empty. */
export const missingParameter = (name: string): AwsError =>
  sqsError("MissingParameter", `The request must contain the parameter ${name}.`);

/** A parameter has a value that is not allowed; `reason` is a sentence. */
export const invalidParameter = (name: string, value: unknown, reason: string): AwsError =>
  sqsError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

/** No queue has the name that the request gives. */
export const queueDoesNotExist = (): AwsError =>
  sqsError("QueueDoesNotExist", "The specified queue does not exist.");

/** A text that was never a receipt handle of this queue. */
export const receiptHandleIsInvalid = (handle: string): AwsError =>
  sqsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
