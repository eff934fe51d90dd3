import { contextOf } from "../context.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { startLog } from "../log/log.ts";
import { checkOptions } from "../options.ts";
import { type Setup, type SetupOptions, setupOf, setupOptionNames } from "../setup.ts";
import { stateOf } from "../state.ts";
import type { HttpResponse } from "./http-event.ts";
import { internalProblem, Problem } from "./problem-error.ts";

/** Turns an error of another library or of the domain into a problem, or leaves it to the next rule. */
export type ProblemMapper = (error: unknown) => Problem | undefined;

/** Options of the problem layer. */
export interface ProblemLayerOptions extends SetupOptions {
  problems?: ProblemMapper;
  /** The `type` URI of a code; by default `about:blank`. */
  problemType?: (code: string) => string | undefined;
}

/** The names of the options of the problem layer. */
export const problemOptionNames: readonly string[] = [...setupOptionNames, "problems", "problemType"];

/** The layer that answers every error as `application/problem+json` (RFC 9457). */
export function problem(options: ProblemLayerOptions = {}): Layer {
  checkOptions("problem", options, problemOptionNames);
  return problemWith(setupOf("problem", options), options);
}

/** The same with a setup that is made already. */
export function problemWith(
  setup: Setup,
  options: Pick<ProblemLayerOptions, "problems" | "problemType">,
): Layer {
  return {
    onError(request) {
      const state = stateOf(request);
      const problem = toProblem(request.error, options.problems);
      state.error = request.error;
      state.problem = problem;
      const context = contextOf(request, setup.ports);
      if (state.log === undefined) tell(request, problem, startLog(state, context, setup));
      if (request.response !== undefined) return;
      request.response = render(problem, context.requestId, options.problemType?.(problem.code));
    },
  };
}

// Without a log layer nobody else would ever hear of it.
function tell({ error }: LayerRequest, { status, code }: Problem, log: ReturnType<typeof startLog>): void {
  if (status >= 500) log.error("request failed", { code, error });
}

/** The problem that an error is, is mapped to, or stands for; what nobody knows is `internal`. */
export function toProblem(error: unknown, mapper?: ProblemMapper): Problem {
  if (error instanceof Problem) return error;
  return mapped(error, mapper) ?? exposed(error) ?? internalProblem(error);
}

function mapped(error: unknown, mapper: ProblemMapper | undefined): Problem | undefined {
  try {
    return mapper?.(error);
  } catch {
    return undefined;
  }
}

// The convention of http-errors and of Middy's own middlewares: `expose` says that a caller may read it.
function exposed(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !("expose" in error) || !("statusCode" in error)) return undefined;
  const { statusCode: status, expose, message } = error;
  if (expose !== true || typeof status !== "number" || !(status >= 400 && status < 500)) return undefined;
  return new Problem(`http-${status}`, {
    status,
    title: "The request was refused",
    detail: message,
    cause: error,
  });
}

function render(problem: Problem, requestId: string, type = "about:blank"): HttpResponse {
  const { title, status, code, retryable, retryAfterMs } = problem;
  const forCaller = status < 500 ? { detail: problem.detail, errors: problem.errors } : {};
  return {
    statusCode: status,
    headers: {
      ...problem.headers,
      ...retryAfter(retryAfterMs),
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    },
    body: JSON.stringify({ type, title, status, code, requestId, retryable, retryAfterMs, ...forCaller }),
  };
}

function retryAfter(milliseconds: number | undefined): Record<string, string> {
  return milliseconds === undefined ? {} : { "retry-after": String(Math.ceil(milliseconds / 1000)) };
}
