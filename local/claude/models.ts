import { ClaudeError } from "./claude-error.ts";

/** One model that the stand-in answers for. */
export interface Model {
  id: string;
  name: string;
  /** The largest `max_tokens` it takes. */
  maxOutput: number;
  /** Whether it still takes `temperature`, `top_p` and `top_k`: models from Opus 4.7 on refuse them. */
  sampling: boolean;
}

const current = (id: string, name: string): Model => ({ id, name, maxOutput: 128_000, sampling: false });
const earlier = (id: string, name: string): Model => ({ id, name, maxOutput: 64_000, sampling: true });

/** The models on offer, newest first. */
export const models: readonly Model[] = [
  current("claude-haiku-5-5", "Claude Haiku 5.5"),
  current("claude-sonnet-5-5", "Claude Sonnet 5.5"),
  current("claude-opus-5-5", "Claude Opus 5.5"),
  current("claude-sonnet-5", "Claude Sonnet 5"),
  current("claude-opus-5", "Claude Opus 5"),
  current("claude-opus-4-8", "Claude Opus 4.8"),
  current("claude-opus-4-7", "Claude Opus 4.7"),
  earlier("claude-sonnet-4-6", "Claude Sonnet 4.6"),
  earlier("claude-haiku-4-5", "Claude Haiku 4.5"),
  earlier("claude-haiku-4-5-20251001", "Claude Haiku 4.5"),
  earlier("claude-sonnet-4-5", "Claude Sonnet 4.5"),
  earlier("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5"),
];

const byId = new Map(models.map((entry) => [entry.id, entry]));

/** @throws ClaudeError 404 `not_found_error` for a model that is not on offer. */
export function findModel(id: string): Model {
  const found = byId.get(id);
  if (!found) throw new ClaudeError(404, "not_found_error", `model: ${id}`);
  return found;
}

/** A model as `GET /v1/models` describes it. */
export function modelInfo(entry: Model): Record<string, unknown> {
  return {
    type: "model",
    id: entry.id,
    display_name: entry.name,
    // The API's own value for a release date that is not known.
    created_at: "1970-01-01T00:00:00Z",
    capabilities: null,
    deprecated_at: null,
    lifecycle: "active",
    line: entry.id.split("-")[1] ?? null,
    max_input_tokens: 200_000,
    max_tokens: entry.maxOutput,
    retires_at: null,
  };
}
