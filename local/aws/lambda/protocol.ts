/** A failed invocation, as Lambda reports it to whoever invoked. */
export interface InvokeError {
  errorType: string;
  errorMessage: string;
  stackTrace?: string[];
}

/** What a worker thread is started with. */
export interface WorkerSetup {
  taskRoot: string;
  handler: string;
  /** The folders of its layers. */
  layers: readonly string[];
  functionArn: string;
  /** The time of a clock that is turned. */
  clockReading?: SharedArrayBuffer;
}

/** One invocation, sent to a worker thread. */
export interface WorkerRequest {
  requestId: string;
  /** The event as JSON. */
  event: string;
  traceHeader: string;
  /** Milliseconds until the function times out, counted from the arrival of this message. */
  timeLeft: number;
}

/** What a worker thread sends back. `failed` with `fatal` means that the environment ends. */
export type WorkerMessage =
  | { kind: "ready" }
  | { kind: "initFailed"; error: InvokeError }
  | { kind: "log"; lines: string[]; requestId?: string }
  | { kind: "succeeded"; requestId: string; payload: string }
  | { kind: "failed"; requestId?: string; error: InvokeError; fatal?: boolean };
