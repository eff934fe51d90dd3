import type { Answer } from "./answer.ts";
import type { MessageRequest } from "./request.ts";

/** The body of a 200 (https://platform.claude.com/docs/en/api/messages). */
export function messageBody(id: string, request: MessageRequest, answer: Answer): Record<string, unknown> {
  return {
    id,
    type: "message",
    role: "assistant",
    model: request.model.id,
    content: answer.text === "" ? [] : [{ type: "text", text: answer.text, citations: null }],
    container: null,
    diagnostics: null,
    stop_reason: answer.stopReason,
    stop_sequence: null,
    stop_details:
      answer.stopReason === "refusal" ? { type: "refusal", category: null, explanation: null } : null,
    usage: {
      input_tokens: answer.inputTokens,
      output_tokens: answer.outputTokens,
      cache_creation: null,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      inference_geo: null,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: "standard",
      speed: null,
    },
  };
}
