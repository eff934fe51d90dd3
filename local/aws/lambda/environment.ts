import type { Timer } from "../clock.ts";
import { startInProcess } from "./in-process-runtime.ts";
import type { InvokeError, WorkerMessage, WorkerRequest } from "./protocol.ts";
import type { Runtime, RuntimeEvents, RuntimeOptions } from "./runtime.ts";
import { startWorker } from "./worker-runtime.ts";

/** A line that a function wrote to its standard streams, or that the Lambda service wrote about it. */
export interface LogLine {
  functionName: string;
  environmentId: string;
  requestId?: string;
  line: string;
}

export interface EnvironmentOptions extends RuntimeOptions {
  onLog: (line: LogLine) => void;
}

/** How one invocation ended: the answer as JSON, or an error. */
export type Outcome = { payload: string } | { error: InvokeError };

/** What an environment is asked to run; the time it has left is its own to know. */
export interface Invocation extends Omit<WorkerRequest, "timeLeft"> {
  /** When the environment is to end in the middle of it: on the clock, or with a call of a service. */
  kill?: { afterMilliseconds: number } | { afterCalls: number };
  /** Collects the lines that are logged meanwhile. */
  tail?: string[];
}

// AWS gives the code outside the handler ten seconds: lambda-runtime-environment in the developer guide.
const initSeconds = 10;

/** One execution environment: its own module state, its own variables, one invocation at a time. */
export class Environment {
  readonly #options: EnvironmentOptions;
  readonly #runtime: Runtime;
  #ready = false;
  #ended = false;
  #current: { invocation: Invocation; settle(outcome: Outcome): void } | undefined;
  #timer: Timer | undefined;
  #killTimer: Timer | undefined;
  #callsLeft = Number.POSITIVE_INFINITY;
  #unheard: Outcome | undefined;

  /** Starts the runtime; the function's module is loaded while the first invocation waits. */
  constructor(options: EnvironmentOptions) {
    this.#options = options;
    const start = options.fn.inProcess ? startInProcess : startWorker;
    this.#runtime = start(options, this.#events());
  }

  /** True once it cannot take another invocation. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Runs one event; never rejects. */
  invoke(invocation: Invocation): Promise<Outcome> {
    // It may have failed to start before its first invocation reached it.
    if (this.#ended) return Promise.resolve(this.#unheard ?? killed(invocation.requestId));
    return new Promise((settle) => {
      this.#current = { invocation, settle };
      if (this.#ready) this.#begin();
      else this.#setTimeout(Math.max(initSeconds, this.#options.fn.timeoutSeconds));
    });
  }

  /** Ends the runtime at once; an invocation under way fails as when the runtime is killed. */
  async end(): Promise<void> {
    this.#exit("signal: killed");
    await this.#runtime.terminate();
  }

  #events(): RuntimeEvents {
    return {
      message: (message) => this.#receive(message),
      output: (text) => this.#log(text.trimEnd().split("\n")),
      crash: (error) => this.#crash(error),
      exit: (code) => this.#exit(code === 0 ? "" : `exit status ${code}`),
      answered: () => {
        if (--this.#callsLeft <= 0) void this.end();
      },
    };
  }

  #begin() {
    const { timeoutSeconds } = this.#options.fn;
    if (!this.#current) return;
    this.#setTimeout(timeoutSeconds);
    const { kill, tail: _, ...invocation } = this.#current.invocation;
    this.#runtime.post({ ...invocation, timeLeft: timeoutSeconds * 1000 });
    if (kill) this.#planKill(kill);
  }

  #planKill(kill: NonNullable<Invocation["kill"]>) {
    if ("afterCalls" in kill && this.#runtime.countsCalls) this.#callsLeft = kill.afterCalls;
    else if ("afterMilliseconds" in kill && kill.afterMilliseconds > 0) {
      const { clock } = this.#options;
      this.#killTimer = clock.schedule(clock.now() + kill.afterMilliseconds, () => void this.end());
    } else void this.end();
  }

  #receive(message: WorkerMessage) {
    if (message.kind === "log") return this.#log(message.lines, message.requestId);
    if (message.kind === "succeeded") return this.#settle({ payload: message.payload });
    if (message.kind === "ready") {
      this.#ready = true;
      return this.#begin();
    }
    this.#ended ||= message.kind === "initFailed" || message.fatal === true;
    const { errorType, errorMessage, stackTrace } = message.error;
    const text = JSON.stringify({ errorType, errorMessage, stack: stackTrace });
    this.#log([`${this.#timestamp()}\t${this.#requestId()}\tERROR\tInvoke Error\t${text}`]);
    this.#settle({ error: message.error });
  }

  #setTimeout(seconds: number) {
    const { clock } = this.#options;
    this.#timer?.cancel();
    this.#timer = clock.schedule(clock.now() + seconds * 1000, () => this.#timeOut(seconds));
  }

  #timeOut(seconds: number) {
    const what = `Task timed out after ${seconds.toFixed(2)} seconds`;
    this.#log([`${this.#timestamp()} ${this.#requestId()} ${what}`]);
    this.#fail("Sandbox.Timedout", what);
    void this.#runtime.terminate();
  }

  #crash(error: unknown) {
    this.#log([String(error)]);
    this.#exit("signal: killed");
  }

  #exit(reason: string) {
    const what = reason
      ? `Runtime exited with error: ${reason}`
      : "Runtime exited without providing a reason";
    if (this.#current) this.#log([`RequestId: ${this.#requestId()} Error: ${what}`, "Runtime.ExitError"]);
    this.#fail("Runtime.ExitError", what);
  }

  #fail(errorType: string, what: string) {
    this.#ended = true;
    const errorMessage = `RequestId: ${this.#requestId()} Error: ${what}`;
    this.#settle({ error: { errorType, errorMessage } });
  }

  #settle(outcome: Outcome) {
    const current = this.#current;
    this.#current = undefined;
    this.#timer?.cancel();
    this.#killTimer?.cancel();
    this.#callsLeft = Number.POSITIVE_INFINITY;
    if (current) current.settle(outcome);
    else this.#unheard = outcome;
  }

  #log(lines: string[], requestId = this.#current?.invocation.requestId) {
    const { id, fn, onLog } = this.#options;
    this.#current?.invocation.tail?.push(...lines);
    for (const line of lines)
      onLog({ functionName: fn.name, environmentId: id, ...(requestId && { requestId }), line });
  }

  #requestId = () => this.#current?.invocation.requestId;
  #timestamp = () => new Date(this.#options.clock.now()).toISOString();
}

const killed = (requestId: string): Outcome => ({
  error: {
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  },
});
