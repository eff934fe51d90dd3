import { AwsError } from "../aws-error.ts";

/** A ValidationException, in the namespace that AWS puts it in. */
export function validation(message: string): AwsError {
  return new AwsError("ValidationException", message, 400, {
    __type: "com.amazon.coral.validate#ValidationException",
  });
}

/** A ValidationException that opens with AWS's usual words. */
export function invalidParameter(message: string): AwsError {
  return validation(`One or more parameter values were invalid: ${message}`);
}

/** What AWS answers when a member of the request has another JSON type than its model says. */
export function serialization(message: string): AwsError {
  return new AwsError("SerializationException", message, 400, {
    __type: "com.amazon.coral.service#SerializationException",
  });
}

/** The data operations do not name the table that is missing. */
export function resourceNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", "Requested resource not found");
}

/** The table operations name the table that is missing. */
export function tableNotFound(name: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
}

/**
 * Runs the checks of one request as PutItem, UpdateItem and DeleteItem report them: since October 2026 AWS opens
 * those errors with a count, and leaves the same errors of the other operations bare.
 */
export function counted<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof AwsError && error.code === "ValidationException" && !opening.test(error.message))
      throw validation(`1 validation error detected: ${error.message}`);
    throw error;
  }
}

const opening = /^\d+ validation errors? detected: /;
