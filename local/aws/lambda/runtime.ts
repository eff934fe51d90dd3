import type { Clock } from "../clock.ts";
import type { InProcessHandler } from "../in-process/request-handler.ts";
import type { Account, LambdaFunction } from "./function.ts";
import type { WorkerMessage, WorkerRequest } from "./protocol.ts";

/** What a runtime is started with. */
export interface RuntimeOptions {
  /** The environment's id. */
  id: string;
  fn: LambdaFunction;
  account: Account;
  clock: Clock;
  /** For functions that run in this thread. */
  requestHandler: InProcessHandler;
}

/** What a runtime tells its environment. */
export interface RuntimeEvents {
  message(message: WorkerMessage): void;
  /** Text outside of any invocation's own output. */
  output(text: string): void;
  crash(error: unknown): void;
  exit(code: number): void;
  /** A service has answered a call of the function, which does not know yet. Not every runtime can tell. */
  answered(): void;
}

/** What runs the code of one environment. */
export interface Runtime {
  post(request: WorkerRequest): void;
  /** Ends it at once; nothing that it does afterwards is seen. */
  terminate(): Promise<unknown>;
  /** Whether it tells of the calls that were answered. */
  readonly countsCalls: boolean;
}
