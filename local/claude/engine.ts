import type { Clock } from "../aws/clock.ts";
import { countInput, writeAnswer } from "./answer.ts";
import { ClaudeError, errorBody } from "./claude-error.ts";
import { control } from "./control.ts";
import { type ClaudeCounters, countAnswer, countError, createCounters } from "./counters.ts";
import { createDraws, type Draws } from "./draws.ts";
import { injectedError } from "./injected-error.ts";
import { createLimits, type Limits } from "./limits.ts";
import { messageBody } from "./message-body.ts";
import { findModel, modelInfo, models } from "./models.ts";
import { parseBody, readMessageRequest, readPrompt } from "./request.ts";
import type { ClaudeSettings } from "./settings.ts";
import { hangUp, pause } from "./wait.ts";

/** One call, whatever brought it here. */
export interface ClaudeCall {
  method: string;
  /** Path without host and query. */
  path: string;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  body: string;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
}

/** What goes back. */
export interface ClaudeReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The stand-in without a network. */
export interface ClaudeEngine {
  readonly settings: ClaudeSettings;
  readonly counters: ClaudeCounters;
  /** Answers one call; undefined means that the caller hung up first. */
  call(call: ClaudeCall): Promise<ClaudeReply | undefined>;
}

interface Context {
  settings: ClaudeSettings;
  counters: ClaudeCounters;
  clock: Clock;
  limits: Limits;
  draws: Draws;
}

/** @param seed repeats a run: failures, waiting times and ids are drawn from it in order of arrival. */
export function createClaude(clock: Clock, seed: number, settings: ClaudeSettings): ClaudeEngine {
  const counters = createCounters();
  const draws = createDraws(settings, seed);
  const context: Context = { settings, counters, clock, limits: createLimits(clock), draws };
  return { settings, counters, call: (call) => answer(context, call) };
}

async function answer(context: Context, call: ClaudeCall): Promise<ClaudeReply | undefined> {
  const route = `${call.method} ${call.path}`;
  const isOurs = call.path.startsWith("/_");
  const requestId = isOurs ? null : context.draws.id("req");
  if (route === "POST /v1/messages") context.counters.requests++;
  try {
    if (isOurs) return reply(context, 200, requestId, control(route, call.body, context));
    authenticate(context.settings, call);
    const body = route === "POST /v1/messages" ? await message(context, call) : lookUp(route, call.body);
    return body === undefined ? undefined : reply(context, 200, requestId, body);
  } catch (error) {
    const shown = error instanceof ClaudeError ? error : new ClaudeError(500, "api_error", String(error));
    if (route === "POST /v1/messages") countError(context.counters, shown);
    return reply(context, shown.status, requestId, errorBody(shown, requestId), shown.headers);
  }
}

function reply(
  context: Context,
  status: number,
  requestId: string | null,
  body: unknown,
  headers: Record<string, string> = {},
): ClaudeReply {
  const type = { "content-type": "application/json" };
  const ofApi = requestId && { "request-id": requestId, ...context.limits.headers(context.settings) };
  return { status, headers: { ...type, ...ofApi, ...headers }, body: JSON.stringify(body) };
}

// The SDK sends its key as a bearer token from version 1 on; plain HTTP clients use `x-api-key`.
const keyOf = ({ headers }: ClaudeCall) =>
  headers["x-api-key"] ?? /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];

function authenticate(settings: ClaudeSettings, call: ClaudeCall) {
  const key = keyOf(call);
  if (!key) throw new ClaudeError(401, "authentication_error", "x-api-key header is required");
  if (settings.apiKey !== "" && key !== settings.apiKey) {
    throw new ClaudeError(401, "authentication_error", "invalid x-api-key");
  }
  if (!call.headers["anthropic-version"]) {
    throw new ClaudeError(400, "invalid_request_error", "anthropic-version: header is required");
  }
}

function lookUp(route: string, body: string): unknown {
  if (route === "POST /v1/messages/count_tokens") {
    return { input_tokens: countInput(readPrompt(parseBody(body))) };
  }
  if (route === "GET /v1/models") {
    const data = models.map(modelInfo);
    return { data, has_more: false, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null };
  }
  const model = /^GET \/v1\/models\/([^/]+)$/.exec(route)?.[1];
  if (model) return modelInfo(findModel(model));
  throw new ClaudeError(404, "not_found_error", `Not found: ${route}`);
}

/** @returns undefined when the caller hung up. */
async function message(context: Context, call: ClaudeCall): Promise<unknown> {
  const { settings, counters, clock, draws } = context;
  const request = readMessageRequest(parseBody(call.body));
  // Drawn at arrival, whatever happens next: so a run repeats although the limits depend on time.
  const failure = draws.failure();
  const latency = draws.latency();
  const id = draws.id("msg");
  if (failure === "timeout") {
    counters.failed.timeout++;
    await hangUp(call.signal);
    return undefined;
  }
  const error = injectedError(failure, settings);
  if (error) throw error;
  const written = writeAnswer(request, failure);
  context.limits.take(settings, written);
  if (latency > 0 && !(await pause(clock, latency, call.signal))) {
    counters.failed.abandoned++;
    return undefined;
  }
  countAnswer(counters, written, failure);
  return messageBody(id, request, written);
}
