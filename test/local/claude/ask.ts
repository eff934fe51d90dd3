import Anthropic from "@anthropic-ai/sdk";
import type { ClaudeStandIn } from "../../../local/claude.ts";

/** The schema of a landing page, within what the real API compiles. */
export const pageSchema = {
  type: "object",
  additionalProperties: false,
  required: ["title", "metaDescription", "h1", "sections", "callToAction"],
  properties: {
    title: { type: "string" },
    metaDescription: { type: "string" },
    h1: { type: "string" },
    sections: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["heading", "content"],
        properties: { heading: { type: "string" }, content: { type: "string" } },
      },
    },
    callToAction: { type: "string" },
  },
};

/** The facts of one page. */
export const facts = {
  language: "en",
  topic: "drain cleaning service",
  topicKind: "keyword",
  city: "Beacon",
  state: "NY",
  county: "Dutchess",
  placeKind: "service-area",
  businessName: "Thistlewrench Plumbing & Heating",
  phone: "(845) 555-0142",
  callToAction: "Call for a written quote",
  services: ["Drain cleaning", "Water heater repair", "Boiler service"],
  yearEstablished: 1994,
  wordCountTarget: 450,
};

/** A client as the product makes it. */
export function clientOf(
  claude: ClaudeStandIn,
  options: Partial<ConstructorParameters<typeof Anthropic>[0]> = {},
) {
  return new Anthropic({ baseURL: claude.url, apiKey: "test-key", maxRetries: 0, ...options });
}

/** The user message that asks for a page from `about`. */
export const promptOf = (about: Record<string, unknown>) =>
  `Write the page.\n\n<facts>\n${JSON.stringify(about)}\n</facts>`;

/** A request for a page. */
export const pageRequest = (about: Record<string, unknown> = facts) => ({
  model: "claude-haiku-5-5",
  max_tokens: 4_000,
  messages: [{ role: "user" as const, content: promptOf(about) }],
  output_config: { format: { type: "json_schema" as const, schema: pageSchema } },
});

/** The text of a message's only block. */
export function textOf(message: Anthropic.Message): string {
  const block = message.content[0];
  return block?.type === "text" ? block.text : "";
}

/** Waits until `happened` holds. @throws Error when it does not come to pass while the event loop turns. */
export async function until(happened: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000; turn++) {
    if (happened()) return;
    await new Promise(setImmediate);
  }
  throw new Error("It did not come to pass.");
}
