import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Clock, Timer } from "../clock.ts";
import { type Account, environmentVariables, functionArn, type LambdaFunction } from "./function.ts";
import type { InvokeError, WorkerMessage, WorkerRequest, WorkerSetup } from "./protocol.ts";

/** A line that a function wrote to its standard streams, or that the Lambda service wrote about it. */
export interface LogLine {
  functionName: string;
  environmentId: string;
  requestId?: string;
  line: string;
}

export interface EnvironmentOptions {
  id: string;
  fn: LambdaFunction;
  account: Account;
  clock: Clock;
  onLog: (line: LogLine) => void;
}

/** How one invocation ended: the answer as JSON, or an error. */
export type Outcome = { payload: string } | { error: InvokeError };

/** What an environment is asked to run; the time it has left is its own to know. */
export type Invocation = Omit<WorkerRequest, "timeLeft">;

// AWS gives the code outside the handler ten seconds: lambda-runtime-environment in the developer guide.
const initSeconds = 10;

const workerSource = new URL("../lambda-worker.ts", import.meta.url);
// Compiled, this file stands beside compiled ones.
const workerFile = new URL(workerSource.href.replace(/\.ts$/, import.meta.url.slice(-3)));

// Compiled code, kept for the next environment and the next start: it spares a cold start more than half of its time.
const compileCache = join(tmpdir(), "node-compile-cache");

/** One execution environment: its own thread, its own variables, one invocation at a time. */
export class Environment {
  readonly #options: EnvironmentOptions;
  readonly #worker: Worker;
  #ready = false;
  #ended = false;
  #current: { invocation: Invocation; settle(outcome: Outcome): void } | undefined;
  #timer: Timer | undefined;

  /** Starts the thread; the function's module is loaded while the first invocation waits. */
  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#worker = startWorker(options);
    this.#worker.on("message", (message: WorkerMessage) => this.#receive(message));
    this.#worker.on("error", (error) => this.#crash(error));
    this.#worker.on("exit", (code) => this.#exit(code === 0 ? "" : `exit status ${code}`));
    for (const stream of [this.#worker.stdout, this.#worker.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => this.#log(text.trimEnd().split("\n")));
  }

  /** True once it cannot take another invocation. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Runs one event; never rejects. */
  invoke(invocation: Invocation): Promise<Outcome> {
    return new Promise((settle) => {
      this.#current = { invocation, settle };
      if (this.#ready) this.#begin();
      else this.#setTimeout(Math.max(initSeconds, this.#options.fn.timeoutSeconds));
    });
  }

  /** Ends the thread at once; an invocation under way fails as when the runtime is killed. */
  async end(): Promise<void> {
    this.#exit("signal: killed");
    await this.#worker.terminate();
  }

  #begin() {
    const { timeoutSeconds } = this.#options.fn;
    if (!this.#current) return;
    this.#setTimeout(timeoutSeconds);
    const request: WorkerRequest = { ...this.#current.invocation, timeLeft: timeoutSeconds * 1000 };
    this.#worker.postMessage(request);
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
    void this.#worker.terminate();
  }

  #crash(error: unknown) {
    this.#log([String(error)]);
    this.#exit("signal: killed");
  }

  #exit(reason: string) {
    this.#fail(
      "Runtime.ExitError",
      reason ? `Runtime exited with error: ${reason}` : "Runtime exited without providing a reason",
    );
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
    current?.settle(outcome);
  }

  #log(lines: string[], requestId = this.#current?.invocation.requestId) {
    const { id, fn, onLog } = this.#options;
    for (const line of lines)
      onLog({ functionName: fn.name, environmentId: id, ...(requestId && { requestId }), line });
  }

  #requestId = () => this.#current?.invocation.requestId;
  #timestamp = () => new Date(this.#options.clock.now()).toISOString();
}

function startWorker({ id, fn, account }: EnvironmentOptions): Worker {
  const workerData: WorkerSetup = {
    taskRoot: fn.codeDirectory,
    handler: fn.handler,
    functionArn: functionArn(account, fn.name),
  };
  return new Worker(workerFile, {
    name: fn.name,
    env: { NODE_COMPILE_CACHE: compileCache, ...environmentVariables(fn, account, id) },
    workerData,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdout: true,
    stderr: true,
    // Several environments share one machine: a small nursery keeps each near 40 MB for a little more collecting.
    resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb, maxYoungGenerationSizeMb: 16 },
  });
}
