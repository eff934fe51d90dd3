import type { InvokeError, WorkerMessage, WorkerRequest } from "./protocol.ts";

/** Runs a handler on a request's event and tells how it ended; never rejects. */
export async function runHandler(
  handler: (event: unknown, context: unknown) => unknown,
  request: WorkerRequest,
  context: unknown,
): Promise<WorkerMessage> {
  const { requestId } = request;
  try {
    const value = await handler(JSON.parse(request.event), context);
    return { kind: "succeeded", requestId, payload: JSON.stringify(value ?? null) ?? "null" };
  } catch (error) {
    return { kind: "failed", requestId, error: describeError(error) };
  }
}

/** A thrown value as Lambda reports it. */
export function describeError(error: unknown): InvokeError {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), stackTrace: [] };
  return { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? "").split("\n") };
}
