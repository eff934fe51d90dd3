import { invalidRequest } from "./claude-error.ts";
import { checkSchema, type JsonSchema } from "./json-schema.ts";
import { findModel, type Model } from "./models.ts";

/** A Messages request that passed the checks, reduced to what an answer depends on. */
export interface MessageRequest {
  model: Model;
  maxTokens: number;
  system: string;
  /** Each turn as `role: text`, in order. */
  turns: readonly string[];
  schema?: JsonSchema;
}

type Fields = Record<string, unknown>;

const known = new Set(
  `model messages max_tokens system metadata stop_sequences stream temperature top_k top_p thinking tools
   tool_choice service_tier output_config container inference_geo cache_control diagnostics speed
   user_profile_id workspace_id`.split(/\s+/),
);
// Fields of the real API whose effect the stand-in does not imitate: better refused than silently ignored.
const notOffered = ["tools", "tool_choice", "container", "stop_sequences", "user_profile_id"];

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws ClaudeError 400 when the body is not a JSON object. */
export function parseBody(body: string): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw invalidRequest("The request body is not valid JSON.");
  }
  if (!isObject(parsed)) throw invalidRequest("The request body must be a JSON object.");
  return parsed;
}

/**
 * Checks a `POST /v1/messages` body (https://platform.claude.com/docs/en/api/messages).
 * @throws ClaudeError 400 naming the first field that is wrong, 404 for an unknown model.
 */
export function readMessageRequest(fields: Fields): MessageRequest {
  const { model, system, turns, schema } = readPrompt(fields);
  if (fields.stream !== undefined && fields.stream !== false) {
    throw invalidRequest("stream: streaming is not offered by this stand-in; send the request without it.");
  }
  checkSampling(fields, model);
  checkMetadata(fields.metadata);
  return { model, maxTokens: readMaxTokens(fields, model), system, turns, ...(schema && { schema }) };
}

/** Checks the part of a request that `POST /v1/messages/count_tokens` shares. @throws ClaudeError 400 or 404. */
export function readPrompt(fields: Fields): Omit<MessageRequest, "maxTokens"> {
  for (const name of Object.keys(fields)) {
    if (!known.has(name)) throw invalidRequest(`${name}: Extra inputs are not permitted`);
  }
  for (const name of notOffered) {
    const value = fields[name];
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    throw invalidRequest(`${name}: not offered by this stand-in; send the request without it.`);
  }
  if (fields.model === undefined) throw invalidRequest("model: Field required");
  if (typeof fields.model !== "string") throw invalidRequest("model: Input should be a valid string");
  const turns = readTurns(fields.messages);
  const system = fields.system === undefined ? "" : readText(fields.system, "system");
  const schema = readSchema(fields.output_config);
  return { model: findModel(fields.model), system, turns, ...(schema && { schema }) };
}

function readMaxTokens(fields: Fields, model: Model): number {
  const value = fields.max_tokens;
  if (value === undefined) throw invalidRequest("max_tokens: Field required");
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw invalidRequest("max_tokens: Input should be a valid integer");
  }
  if (value < 1) throw invalidRequest("max_tokens: Input should be greater than or equal to 1");
  if (value > model.maxOutput) {
    throw invalidRequest(
      `max_tokens: ${value} > ${model.maxOutput}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  return value;
}

function checkSampling(fields: Fields, model: Model) {
  if (model.sampling) return;
  const temperature = fields.temperature !== undefined && fields.temperature !== 1;
  const name = temperature
    ? "temperature"
    : ["top_p", "top_k"].find((field) => fields[field] !== undefined && fields[field] !== null);
  if (name) throw invalidRequest(`\`${name}\` is deprecated for this model.`);
}

function checkMetadata(metadata: unknown) {
  if (metadata === undefined || metadata === null) return;
  if (!isObject(metadata)) throw invalidRequest("metadata: Input should be an object");
  const extra = Object.keys(metadata).find((name) => name !== "user_id");
  if (extra) throw invalidRequest(`metadata.${extra}: Extra inputs are not permitted`);
  const id = metadata.user_id;
  if (id !== undefined && id !== null && typeof id !== "string") {
    throw invalidRequest("metadata.user_id: Input should be a valid string");
  }
}

function readTurns(messages: unknown): string[] {
  if (messages === undefined) throw invalidRequest("messages: Field required");
  if (!Array.isArray(messages)) throw invalidRequest("messages: Input should be a valid array");
  if (messages.length === 0) throw invalidRequest("messages: at least one message is required");
  const turns = messages.map((message, index) => readTurn(message, `messages.${index}`));
  if (!turns[0]?.startsWith("user")) throw invalidRequest('messages: first message must use the "user" role');
  if (!turns.at(-1)?.startsWith("user")) {
    throw invalidRequest(
      "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
  }
  return turns;
}

function readTurn(message: unknown, path: string): string {
  if (!isObject(message)) throw invalidRequest(`${path}: Input should be an object`);
  const extra = Object.keys(message).find((name) => name !== "role" && name !== "content");
  if (extra) throw invalidRequest(`${path}.${extra}: Extra inputs are not permitted`);
  if (message.role !== "user" && message.role !== "assistant") {
    throw invalidRequest(`${path}.role: Input should be 'user' or 'assistant'`);
  }
  return `${message.role}: ${readText(message.content, `${path}.content`)}`;
}

function readText(content: unknown, path: string): string {
  if (typeof content === "string" && content !== "") return content;
  if (content === undefined) throw invalidRequest(`${path}: Field required`);
  if (!Array.isArray(content) || content.length === 0) {
    throw invalidRequest(`${path}: Input should be a non-empty string or a list of text blocks`);
  }
  return content.map((block, index) => readBlock(block, `${path}.${index}`)).join("\n");
}

function readBlock(block: unknown, path: string): string {
  if (!isObject(block) || block.type !== "text") {
    throw invalidRequest(`${path}.type: only "text" blocks are offered by this stand-in.`);
  }
  if (typeof block.text !== "string" || block.text === "") {
    throw invalidRequest(`${path}.text: text content blocks must be non-empty`);
  }
  return block.text;
}

function readSchema(config: unknown): JsonSchema | undefined {
  if (config === undefined) return undefined;
  if (!isObject(config)) throw invalidRequest("output_config: Input should be an object");
  const extra = Object.keys(config).find((name) => name !== "format" && name !== "effort");
  if (extra) throw invalidRequest(`output_config.${extra}: Extra inputs are not permitted`);
  const format = config.format;
  if (format === undefined || format === null) return undefined;
  if (!isObject(format) || format.type !== "json_schema") {
    throw invalidRequest("output_config.format.type: Input should be 'json_schema'");
  }
  if (!isObject(format.schema)) throw invalidRequest("output_config.format.schema: Field required");
  checkSchema(format.schema);
  return format.schema;
}
