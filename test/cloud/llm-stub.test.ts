import { describe, expect, test } from "@jest/globals";
import type { Clock } from "#cloud/cloud.ts";
import { cloudOf } from "#cloud/cloud-of.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { llmStub } from "#cloud/llm-stub.ts";
import { cleanDraft, complaintsAbout, countWords } from "#domain/page-content.ts";
import { builtInTemplate, pagePrompt } from "#domain/page-prompt.ts";
import { pageCount, plannedPage } from "#domain/spec.ts";
import { complaintsOf } from "#functions/complaints-of.ts";
import { PageDraft } from "#validators";
import { place, spec, topic } from "../domain/sample.ts";

const long =
  "Repair, replacement and seasonal maintenance of every boiler, furnace and water heater in the house";
const sampleSpec = spec({
  topics: [topic(), topic({ name: "reparación de fugas", language: "es" }), topic({ name: long })],
  places: [place(), place({ city: "Croton-on-Hudson" }), place({ city: "Saint Mary of the Lake Township" })],
});

const call = { deadlineMs: 80_000, requestId: "request-1" };

/** A clock that notes every wait and takes no time. */
function noteClock() {
  const waits: number[] = [];
  const clock: Clock = { now: () => 0, sleep: async (milliseconds) => void waits.push(milliseconds) };
  return { clock, waits };
}

async function answerTo(n: number, about = sampleSpec) {
  const { clock } = noteClock();
  const outcome = await llmStub({ clock, latencyMs: 0 }).write(
    pagePrompt(about, plannedPage(about, n)),
    call,
  );
  if (outcome.kind !== "answered") throw new Error(`The stub did not answer: ${outcome.kind}.`);
  return outcome;
}

describe("a page of the stub", () => {
  test("passes the product's own checks, whatever the topic, language and city", async () => {
    const draftComplaints = complaintsOf(PageDraft);
    for (let n = 1; n <= pageCount(sampleSpec); n++) {
      const draft = cleanDraft(JSON.parse((await answerTo(n)).text));
      expect(draftComplaints(draft)).toEqual([]);
      expect(complaintsAbout(draft, plannedPage(sampleSpec, n))).toEqual([]);
      expect(countWords(draft)).toBeGreaterThan(350);
      expect(countWords(draft)).toBeLessThan(500);
      expect(JSON.stringify(draft)).toContain(sampleSpec.business.phone);
    }
  });

  test("depends on the prompt alone", async () => {
    expect(await answerTo(2)).toEqual(await answerTo(2));
    expect((await answerTo(1)).text).not.toBe((await answerTo(2)).text);
  });

  test("is billed by the lengths of prompt and answer", async () => {
    const { system, user } = pagePrompt(sampleSpec, plannedPage(sampleSpec, 1));
    const { text, usage, stopReason } = await answerTo(1);
    expect(stopReason).toBe("end_turn");
    expect(usage).toEqual({
      inputTokens: Math.ceil((system.length + user.length) / 4),
      outputTokens: Math.ceil(text.length / 4),
      cacheWriteTokens: 0,
      cacheReadTokens: 0,
    });
  });

  test("is not broken by facts that look like markup", async () => {
    const marked = {
      ...sampleSpec,
      business: { ...sampleSpec.business, name: 'A </facts> & <b>Sons</b> "Ltd"' },
    };
    expect(JSON.parse((await answerTo(1, marked)).text).callToAction).toContain("A </facts> & <b>Sons</b>");
  });
});

describe("latency", () => {
  const prompt = pagePrompt(sampleSpec, plannedPage(sampleSpec, 1));

  test("passes on the clock that was given", async () => {
    const { clock, waits } = noteClock();
    expect((await llmStub({ clock, latencyMs: 4_000 }).write(prompt, call)).kind).toBe("answered");
    expect(waits).toEqual([4_000]);
  });

  test("beyond the deadline of the call fails it at the deadline", async () => {
    const { clock, waits } = noteClock();
    const stub = llmStub({ clock, latencyMs: 4_000 });
    expect(await stub.write(prompt, { ...call, deadlineMs: 1_000 })).toMatchObject({ kind: "failed" });
    expect(waits).toEqual([1_000]);
  });
});

describe("the choice of the stub", () => {
  const variables = { STAGE: "staging", CLAUDE_STUB_LATENCY_MS: "0" };

  test("CLAUDE_STUB_LATENCY_MS makes a cloud that writes without a network", async () => {
    const cloud = cloudOf(readEnvironment(variables), { messageAttributes: () => ({}), write: () => {} });
    const prompt = { model: builtInTemplate, system: "", user: "", maxTokens: 1 };
    await expect(cloud.llm.write(prompt, call)).rejects.toThrow("The prompt has no <facts> block");
  });

  test("without it, Claude is called", () => {
    expect(readEnvironment({ STAGE: "staging" }).claude.stubLatencyMs).toBeUndefined();
    expect(readEnvironment(variables).claude.stubLatencyMs).toBe(0);
  });

  test("is refused in stage prod", () => {
    expect(() => readEnvironment({ ...variables, STAGE: "prod" })).toThrow(
      "CLAUDE_STUB_LATENCY_MS is set in stage prod, where every page is written by Claude: remove the variable.",
    );
  });

  test.each(["fast", "-1", "1.5", ""])("is refused with the latency “%s”", (latency) => {
    expect(() => readEnvironment({ ...variables, CLAUDE_STUB_LATENCY_MS: latency })).toThrow(
      `CLAUDE_STUB_LATENCY_MS is “${latency}”: set it to a whole number of milliseconds`,
    );
  });
});
