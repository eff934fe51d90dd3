import { hasFacts, readFacts } from "./facts.ts";
import { type JsonSchema, minimalInstance } from "./json-schema.ts";
import { type Page, writePage } from "./page.ts";
import { createRandom, hashText, type Random } from "./random.ts";
import type { MessageRequest } from "./request.ts";
import type { FailureKind } from "./settings.ts";

/** What a model says and what it is billed for. */
export interface Answer {
  /** No text means an empty content list. */
  text: string;
  stopReason: "end_turn" | "max_tokens" | "refusal";
  inputTokens: number;
  outputTokens: number;
}

const charactersPerToken = 4;

/** About the tokens of `text`, at least 1. */
export const countTokens = (text: string): number => Math.max(1, Math.ceil(text.length / charactersPerToken));

/** The tokens of the prompt of `request`: system text and turns. */
export function countInput(request: Pick<MessageRequest, "system" | "turns">): number {
  const length = request.turns.reduce((sum, turn) => sum + turn.length, request.system.length);
  return Math.max(1, Math.ceil(length / charactersPerToken));
}

/** Answers `request` from nothing but its model and turns, spoilt in the way of `failure`. */
export function writeAnswer(request: MessageRequest, failure?: FailureKind): Answer {
  const seed = request.turns.reduce((hash, turn) => hashText(turn, hash), hashText(request.model.id));
  const random = createRandom(seed);
  const inputTokens = countInput(request);
  if (failure === "refusal") return { text: "", stopReason: "refusal", inputTokens, outputTokens: 1 };
  if (failure === "empty") return { text: "", stopReason: "end_turn", inputTokens, outputTokens: 1 };
  const whole = writeText(request, random);
  const text = failure === "malformed" ? spoil(whole, random) : whole;
  const wanted = failure === "truncated" ? Math.ceil(countTokens(text) / 2) : countTokens(text);
  const outputTokens = Math.min(wanted, request.maxTokens);
  const isCut = failure === "truncated" || outputTokens < wanted;
  return {
    text: isCut ? text.slice(0, outputTokens * charactersPerToken - 1) : text,
    stopReason: isCut ? "max_tokens" : "end_turn",
    inputTokens,
    outputTokens,
  };
}

function writeText(request: MessageRequest, random: Random): string {
  const prompt = request.turns.join("\n");
  if (request.schema && !asksForPage(request.schema)) return JSON.stringify(minimalInstance(request.schema));
  const page = writePage(readFacts(prompt), random);
  if (request.schema) return JSON.stringify(shapePage(page, request.schema));
  return hasFacts(prompt) ? asText(page) : (page.sections[0]?.content ?? "");
}

const propertiesOf = (schema: JsonSchema) => (schema.properties ?? {}) as Record<string, JsonSchema>;

function asksForPage(schema: JsonSchema): boolean {
  const properties = propertiesOf(schema);
  return ["title", "metaDescription", "h1", "sections", "callToAction"].every((name) => properties[name]);
}

// The answer has the schema's own order of properties, and whatever it asks for beside a page.
function shapePage(page: Page, schema: JsonSchema): Record<string, unknown> {
  const entries = Object.entries(propertiesOf(schema)).map(([name, property]) => [
    name,
    page[name as keyof Page] ?? minimalInstance(property, schema),
  ]);
  return Object.fromEntries(entries);
}

const asText = (page: Page) =>
  [page.h1, ...page.sections.flatMap(({ heading, content }) => [heading, content]), page.callToAction].join(
    "\n\n",
  );

/** Makes text that is not the JSON asked for: talk around it, JSON that breaks off, or JSON of another shape. */
function spoil(text: string, random: Random): string {
  const kind = Math.floor(random() * 3);
  if (kind === 0) return `Here is the page you asked for. ${text.replace(/[{}[\]"]/g, "")}`;
  if (kind === 1) return text.slice(0, Math.floor(text.length * 0.8));
  return JSON.stringify({ answer: text.slice(0, 200) });
}
