import { BenchError } from "../figure.ts";
import type { Output, Step } from "./peer-client.ts";
import { type PeerService, prepareRequest } from "./prepare-request.ts";

/** A step of one request whose reply must pass the look at it. */
export function step(
  service: PeerService,
  operation: string,
  input: object,
  isRight: (output: Output) => boolean,
): Step {
  const request = prepareRequest(service, operation, input);
  return async (send) => requireRight(operation, await send(request), isRight);
}

/** @throws BenchError on a reply that is not what the request asks for. */
export function requireRight(operation: string, output: Output, isRight: (output: Output) => boolean): void {
  if (isRight(output)) return;
  const seen = JSON.stringify(output).slice(0, 300);
  throw new BenchError(`A server answered ${operation} wrongly, so no figure can stand: ${seen}`);
}

/** How long a list in a reply is; one that is left out is empty. */
export const lengthOf = (list: unknown) => (Array.isArray(list) ? list.length : 0);
