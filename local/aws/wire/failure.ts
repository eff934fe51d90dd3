import { AwsError } from "../aws-error.ts";
import { internalError } from "../faults/service-errors.ts";
import { ReplyDropped } from "../reply-dropped.ts";

/** Takes a sentence, with a stack if there is one, about a mistake inside the stand-in. */
export type OnError = (sentence: string) => void;

const stackOf = (error: unknown) => (error instanceof Error ? error.stack : String(error));

/** What a call that threw `error` answers; undefined when its reply is lost. Anything unexpected goes to `onError`. */
export function failureOf(error: unknown, service: string, onError: OnError): AwsError | undefined {
  if (error instanceof AwsError) return error;
  if (error instanceof ReplyDropped) return undefined;
  onError(`The stand-in failed in ${service}: ${stackOf(error)}`);
  const { code, status, headers } = internalError(service);
  return new AwsError(code, "Internal error of the stand-in; its log has the stack.", status, {}, headers);
}
