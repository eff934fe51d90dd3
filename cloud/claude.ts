import type Anthropic from "@anthropic-ai/sdk";
import { pageAnswerSchema } from "#domain/page-answer-schema.ts";
import type { PagePrompt } from "#domain/page-prompt.ts";
import type { Llm, LlmCall, LlmOutcome, Secrets } from "./cloud.ts";

/** What the Claude client is made with. */
export interface ClaudeOptions {
  secrets: Secrets;
  keyParameter: string;
  /** Another address than Anthropic's, for the stand-in. */
  baseUrl: string | undefined;
}

/** Claude over Anthropic's SDK: one try, our own deadline, structured output. */
export function claude({ secrets, keyParameter, baseUrl }: ClaudeOptions): Llm {
  let current: { key: string; connection: ReturnType<typeof connectWith> } | undefined;
  const connect = async () => {
    const key = await secrets.get(keyParameter);
    // A rotated key makes a new client.
    if (current?.key !== key) current = { key, connection: connectWith(key, baseUrl) };
    return current.connection;
  };
  return {
    async write(prompt, call) {
      const { client, APIError } = await connect();
      // The SDK's own timeout ends with the reply's headers: a body that stands still would wait for ever.
      const signal = AbortSignal.timeout(call.deadlineMs);
      try {
        const options = { timeout: call.deadlineMs, signal };
        return answered(await client.messages.create(requestOf(prompt, call), options));
      } catch (error) {
        if (error instanceof APIError) return outcomeOf(error);
        return { kind: "failed", detail: signal.aborted ? unreached : unreadable(error) };
      }
    },
  };
}

/** Loads the SDK, once a key: even a module that is loaded already costs something to import. */
async function connectWith(apiKey: string, baseURL: string | undefined) {
  const { Anthropic, APIError, handlerFetch } = await import("./anthropic-sdk.ts");
  const options = { apiKey, maxRetries: 0, fetch: handlerFetch(), ...(baseURL && { baseURL }) };
  return { APIError, client: new Anthropic(options) };
}

const requestOf = ({ model, system, user, maxTokens }: PagePrompt, { requestId }: LlmCall) => ({
  model,
  max_tokens: maxTokens,
  system,
  messages: [{ role: "user" as const, content: user }],
  output_config: { format: { type: "json_schema" as const, schema: { ...pageAnswerSchema } } },
  metadata: { user_id: requestId },
});

function answered({ content, stop_reason, usage }: Anthropic.Message): LlmOutcome {
  const text = content.map((block) => (block.type === "text" ? block.text : "")).join("");
  return {
    kind: "answered",
    text,
    stopReason: stopReasonOf(stop_reason),
    usage: {
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
      cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    },
  };
}

function stopReasonOf(reason: string | null) {
  return reason === "end_turn" || reason === "max_tokens" || reason === "refusal" ? reason : "other";
}

interface ApiFailure {
  status: number | undefined;
  headers: { get(name: string): string | null } | undefined;
  message: string;
}

const unreached = "Claude was not reached in time.";
// A parser's message quotes what it read.
const unreadable = (error: unknown) =>
  `Claude's answer could not be read (${error instanceof Error ? error.name : typeof error}).`;

const denials = new Set([401, 402, 403, 404]);
const overload = 529;

/** What an error of the API means for the page. Claude's text may hold the prompt, so only its kind goes on. */
function outcomeOf({ status, headers, message }: ApiFailure): LlmOutcome {
  if (status === undefined) return { kind: "failed", detail: unreached };
  const detail = `Claude answered ${status}.`;
  if (/spend limit|spend_limit|credit balance/i.test(message))
    return { kind: "denied", detail: `${detail} The account's spend limit is reached.` };
  if (status === 429 || status === overload)
    return { kind: "refused", retryAfterMs: retryAfterMs(headers), detail };
  if (denials.has(status)) return { kind: "denied", detail };
  return status >= 500 || status === 408 || status === 409
    ? { kind: "failed", detail }
    : { kind: "rejected", detail };
}

function retryAfterMs(headers: ApiFailure["headers"]): number | undefined {
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
