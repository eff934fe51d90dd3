import type { PagePrompt } from "#domain/page-prompt.ts";
import type { PageDraft } from "#domain/schema/page.ts";
import type { Clock, Llm } from "./cloud.ts";

/** How fast the stub answers. */
export interface LlmStubOptions {
  clock: Clock;
  /** How long an answer takes, in milliseconds on the clock. */
  latencyMs: number;
}

/**
 * A Claude for load tests: it answers every prompt with a valid English page of about 400 words that depends on the
 * prompt alone, at no cost and with no network. A call whose deadline is shorter than the latency fails.
 */
export function llmStub({ clock, latencyMs }: LlmStubOptions): Llm {
  return {
    async write(prompt, { deadlineMs }) {
      if (latencyMs > 0) await clock.sleep(Math.min(latencyMs, deadlineMs));
      if (latencyMs > deadlineMs) return { kind: "failed", detail: "Claude was not reached in time." };
      const text = JSON.stringify(draftFrom(factsIn(prompt)));
      return { kind: "answered", text, stopReason: "end_turn", usage: usageOf(prompt, text) };
    },
  };
}

/** What the page is about, as far as the stub needs it. */
interface Facts {
  topic: string;
  city: string;
  businessName: string;
  phone: string;
}

const factsBlock = /<facts>\n(.*)\n<\/facts>/;

/** @throws Error when the prompt has no facts: the stub serves page prompts only. */
function factsIn({ user }: PagePrompt): Facts {
  const [, facts] = factsBlock.exec(user) ?? [];
  if (facts === undefined) throw new Error("The prompt has no <facts> block: the stub writes pages only.");
  return JSON.parse(facts) as Facts;
}

const charactersPerToken = 4;
const tokensOf = (length: number) => Math.ceil(length / charactersPerToken);

const usageOf = ({ system, user }: PagePrompt, answer: string) => ({
  inputTokens: tokensOf(system.length + user.length),
  outputTokens: tokensOf(answer.length),
  cacheWriteTokens: 0,
  cacheReadTokens: 0,
});

function draftFrom(facts: Facts): PageDraft {
  const { topic, city, businessName, phone } = facts;
  return {
    title: `${topic} in ${city}`.slice(0, 70),
    metaDescription: `${topic} in ${city}: ask ${businessName} for a visit and a clear price.`.slice(0, 160),
    h1: `${topic} for homes and businesses in ${city}`.slice(0, 120),
    sections: sectionsOf(facts),
    callToAction: `Call ${businessName} at ${phone} today.`.slice(0, 200),
  };
}

const sectionsOf = ({ topic, city, businessName, phone }: Facts): PageDraft["sections"] => [
  {
    heading: `What ${topic} involves`.slice(0, 160),
    content: `${businessName} has looked after buildings around ${city} for many years, and ${topic} is among the work that our crews do most often. Every visit begins with a careful look at what is there, because a repair that treats only the visible damage rarely lasts through another winter. The technician explains in plain words what was found, shows the worn parts, and writes down each possible remedy with its price. Only after your approval does a tool leave the van, and a second pair of eyes checks the result before we call it finished.`,
  },
  {
    heading: `Why neighbors in ${city} ask us`.slice(0, 160),
    content: `Houses in ${city} range from century-old farmhouses to apartments completed last spring, and each kind brings its own pipes, wires, beams and surprises. Our dispatchers know the streets, so arrival windows are short and honest. Crews carry common spare parts, which means that two jobs out of three end within a single appointment. Afterwards the office calls to hear whether everything still works, and notes your answer where the next technician will read it.`,
  },
  {
    heading: "How an appointment runs",
    content: `Choose a morning or an afternoon and tell us briefly what troubles you; photographs help but are not required. A message announces the technician by name half an hour ahead. Materials come from suppliers who stand behind their products, and both parts and labor are under warranty for a full year. Payment is due when you are satisfied, by card, check or bank transfer, and an itemized invoice follows by mail.`,
  },
  {
    heading: `Getting help with ${topic}`.slice(0, 160),
    content: `Small signs deserve attention: a faint odor, an unfamiliar hum, a stain that grows, a bill that climbs without reason. Waiting seldom makes such things cheaper. Dial ${phone} and describe what you noticed; somebody who knows the trade answers, not a machine. Urgent calls from ${city} are served the same day whenever a crew is near, and planned work is scheduled around your calendar. Bring questions about ${topic}, about maintenance, or about a quote that seems too good, and leave with an answer you can use.`,
  },
];
