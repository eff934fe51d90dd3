import { AwsError } from "../aws-error.ts";
import type { Service } from "../service.ts";
import { isAwsOperation } from "./aws-operations.ts";

const table = "The README of @marketbrewer/aws-stand-in has the table of all services.";

/**
 * The answer to an operation that the engine does not have: AWS's own when AWS has none of that name either, 501 with
 * what is offered when it does.
 */
export function operationNotOffered({ name, operations }: Service, operation: string): AwsError {
  if (isAwsOperation(name, operation) === false) return unknownOperation();
  return notImplemented(
    `The stand-in does not implement ${operation} of ${name}. It offers: ${operations.join(", ")}. ${table}`,
  );
}

/** The answer to `X-Amz-Target` of a service that the stand-in does not have. */
export function targetNotOffered(target: string, services: readonly Service[]): AwsError {
  if (!/^\w+(\.\w+)+$/.test(target)) return unknownOperation();
  const names = services.map(({ name }) => name).join(", ");
  return notImplemented(
    `The stand-in does not implement ${target}. It offers the services ${names}. ${table}`,
  );
}

/** AWS has no such operation; it gives no message. */
export const unknownOperation = (): AwsError =>
  new AwsError("UnknownOperationException", "", 400, { message: undefined });

const notImplemented = (message: string) =>
  new AwsError("NotImplemented", message, 501, { __type: "NotImplemented" });
