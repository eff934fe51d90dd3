import type { Clock } from "../clock.ts";
import type { InProcessHandler } from "../in-process/request-handler.ts";
import { stoppableClock } from "../stoppable-clock.ts";
import { invocationContext } from "./context.ts";
import { environmentVariables, functionArn } from "./function.ts";
import type { LambdaHandler } from "./load-handler.ts";
import type { WorkerMessage, WorkerRequest } from "./protocol.ts";
import { describeError, runHandler } from "./run-handler.ts";
import type { Runtime, RuntimeEvents, RuntimeOptions } from "./runtime.ts";

/** What the code of a function that runs in this thread is given for one environment. */
export interface FunctionEnvironment {
  /** The name of its log stream. */
  id: string;
  /** What Lambda would set as environment variables. */
  variables: Readonly<Record<string, string>>;
  /** The stack's clock; its timers end with the environment. */
  clock: Clock;
  /** For AWS SDK clients; a call that the environment does not live to see answered never settles. */
  requestHandler: InProcessHandler;
  /** Writes a line of the function's log. */
  log(line: string): void;
}

/**
 * Makes the handler of one environment, as loading the function's module does: state that it keeps belongs to that
 * environment alone.
 */
export type InProcessFunction = (environment: FunctionEnvironment) => LambdaHandler | Promise<LambdaHandler>;

/** Runs a function in this thread. Code that ended cannot be stopped, but it hears of no service and no timer again. */
export function startInProcess(options: RuntimeOptions, events: RuntimeEvents): Runtime {
  const { id, fn, account } = options;
  const clock = stoppableClock(options.clock);
  const variables = environmentVariables(fn, account, id);
  const setup = { variables, functionArn: functionArn(account, fn.name), now: () => clock.now() };
  let ended = false;
  let requestId: string | undefined;
  let handler: LambdaHandler | undefined;

  const tell = (message: WorkerMessage) => {
    if (!ended) events.message(message);
  };
  const environment: FunctionEnvironment = {
    id,
    variables,
    clock,
    requestHandler: endingHandler(options.requestHandler, () => ended, events.answered),
    log: (line) => tell({ kind: "log", lines: line.split("\n"), ...(requestId && { requestId }) }),
  };

  async function initialize() {
    try {
      handler = await fn.inProcess?.(environment);
      tell({ kind: "ready" });
    } catch (error) {
      tell({ kind: "initFailed", error: describeError(error) });
    }
  }
  async function run(handle: LambdaHandler, request: WorkerRequest) {
    requestId = request.requestId;
    const reply = await runHandler(handle, request, invocationContext(request, setup));
    requestId = undefined;
    tell(reply);
  }

  void initialize();
  return {
    post: (request) => void (handler && run(handler, request)),
    async terminate() {
      ended = true;
      clock.stop();
    },
    countsCalls: true,
  };
}

/** A request handler that counts what is answered and, once its owner has ended, answers nothing. */
function endingHandler(
  handler: InProcessHandler,
  hasEnded: () => boolean,
  answered: () => void,
): InProcessHandler {
  const never = () => new Promise<never>(() => {});
  return {
    ...handler,
    async handle(request, options) {
      if (hasEnded()) return never();
      try {
        return await handler.handle(request, options);
      } finally {
        if (!hasEnded()) answered();
        if (hasEnded()) await never();
      }
    },
  };
}
