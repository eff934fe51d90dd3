import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FailureKind, healthy } from "../../../local/claude/settings.ts";
import { type ClaudeStandIn, startClaude } from "../../../local/claude.ts";
import { clientOf, facts, pageRequest, textOf, until } from "./ask.ts";

let claude: ClaudeStandIn;
beforeEach(async () => {
  claude = await startClaude();
});
afterEach(() => claude.close());

const ask = () => clientOf(claude).messages.create(pageRequest());
const refusal = () =>
  ask().then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a failure that was asked for", () => {
  const errors: [FailureKind, number, string][] = [
    ["overloaded", 529, "overloaded_error"],
    ["serverError", 500, "api_error"],
    ["rateLimited", 429, "rate_limit_error"],
    ["spendLimit", 429, "rate_limit_error"],
  ];
  test.each(errors)("%s is the error %i %s, and counted", async (kind, status, type) => {
    claude.settings[kind] = 1;
    expect(await refusal()).toMatchObject({ status, type, requestID: expect.stringMatching(/^req_/) });
    expect(claude.counters).toMatchObject({
      requests: 1,
      answered: 0,
      failed: { [kind]: 1 },
      inputTokens: 0,
    });
  });

  test("rateLimited says when to come back", async () => {
    Object.assign(claude.settings, { rateLimited: 1, retryAfterSeconds: 17 });
    const error = (await refusal()) as InstanceType<typeof Anthropic.RateLimitError>;
    expect(error.headers.get("retry-after")).toBe("17");
    expect(error.errorCode).toBeNull();
  });

  test("spendLimit carries the code that waiting does not help", async () => {
    claude.settings.spendLimit = 1;
    expect(await refusal()).toMatchObject({ errorCode: "enforced_spend_limit_reached" });
  });

  test("refusal, truncated and empty are answers with their stop reason", async () => {
    claude.settings.refusal = 1;
    expect(await ask()).toMatchObject({
      stop_reason: "refusal",
      content: [],
      stop_details: { type: "refusal" },
    });
    Object.assign(claude.settings, { refusal: 0, truncated: 1 });
    const truncated = await ask();
    expect(truncated.stop_reason).toBe("max_tokens");
    expect(() => JSON.parse(textOf(truncated))).toThrow(SyntaxError);
    Object.assign(claude.settings, { truncated: 0, empty: 1 });
    expect(await ask()).toMatchObject({ stop_reason: "end_turn", content: [], usage: { output_tokens: 1 } });
    expect(claude.counters.failed).toMatchObject({ refusal: 1, truncated: 1, empty: 1 });
    expect(claude.counters.answered).toBe(0);
  });

  test("malformed ends as if all were well and is never the JSON asked for", async () => {
    claude.settings.malformed = 1;
    const shapes = new Set<string>();
    for (let index = 0; index < 12; index++) {
      const request = pageRequest({ ...facts, city: `City ${index}` });
      const message = await clientOf(claude).messages.create(request);
      expect(message.stop_reason).toBe("end_turn");
      shapes.add(shapeOf(textOf(message)));
    }
    expect(shapes).toEqual(new Set(["talk", "broken", "other"]));
  });

  test("timeout holds the call until the client gives up", async () => {
    claude.settings.timeout = 1;
    await expect(clientOf(claude, { timeout: 50 }).messages.create(pageRequest())).rejects.toBeInstanceOf(
      Anthropic.APIConnectionTimeoutError,
    );
    expect(claude.counters.failed.timeout).toBe(1);
  });

  test("is drawn from the seed in order of arrival", async () => {
    const settings = { overloaded: 0.3, refusal: 0.3, latencyMs: { mean: 0, jitter: 0 } };
    const first = await outcomes(7, settings);
    expect(await outcomes(7, settings)).toEqual(first);
    expect(await outcomes(8, settings)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set(["end_turn", "refusal", "529"]));
  });
});

function shapeOf(text: string): string {
  if (text.startsWith("Here is")) return "talk";
  try {
    return "title" in JSON.parse(text) ? "page" : "other";
  } catch {
    return "broken";
  }
}

async function outcomes(seed: number, settings: Partial<typeof healthy>): Promise<string[]> {
  const standIn = await startClaude({ seed, settings });
  const results: string[] = [];
  for (let index = 0; index < 30; index++) {
    const outcome = await clientOf(standIn)
      .messages.create(pageRequest())
      .then(
        (message) => message.stop_reason,
        (error: { status: number }) => error.status,
      );
    results.push(String(outcome));
  }
  await standIn.close();
  return results;
}

describe("closing", () => {
  test("ends at once while a call hangs", async () => {
    claude.settings.timeout = 1;
    const hanging = refusal();
    await until(() => claude.counters.failed.timeout > 0);
    await claude.close();
    expect(await hanging).toBeInstanceOf(Anthropic.APIConnectionError);
  });

  test("ends at once while a call waits for its latency", async () => {
    claude.settings.latencyMs = 3_600_000;
    const hanging = refusal();
    await until(() => claude.counters.requests > 0);
    await claude.close();
    expect(await hanging).toBeInstanceOf(Anthropic.APIConnectionError);
    expect(claude.counters.failed.abandoned).toBe(1);
  });
});

describe("PUT /_settings", () => {
  const put = (body: unknown) =>
    fetch(`${claude.url}/_settings`, { method: "PUT", body: JSON.stringify(body) });

  test("changes what it names and nothing else", async () => {
    expect((await put({ overloaded: 0.5, latencyMs: { mean: 200, jitter: 50 } })).status).toBe(200);
    const shown = await (await fetch(`${claude.url}/_settings`)).json();
    expect(shown).toEqual({ ...healthy, overloaded: 0.5, latencyMs: { mean: 200, jitter: 50 } });
    expect(claude.settings).toEqual(shown);
  });

  test.each([
    [{ overload: 1 }, 'There is no setting "overload"'],
    [{ overloaded: 1.5 }, "from 0 to 1"],
    [{ latencyMs: { mean: 5, jitter: 10 } }, "jitter at most mean"],
    [{ requestsPerMinute: -1 }, "at least 0"],
    [{ overloaded: 0.6, refusal: 0.6 }, "must not exceed 1 together"],
    [{ apiKey: 5 }, "must be a string"],
    [[], "must be a JSON object"],
  ])("refuses %j", async (body, message) => {
    const response = await put(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: { message: string } }).error.message).toContain(message);
    expect(claude.settings).toEqual(healthy);
  });

  test("is checked at the start too", async () => {
    await expect(startClaude({ settings: { empty: 2 } })).rejects.toThrow(RangeError);
  });

  test("shows the counters beside it", async () => {
    await ask();
    expect(await (await fetch(`${claude.url}/_counters`)).json()).toEqual(claude.counters);
    expect(claude.counters).toMatchObject({ requests: 1, answered: 1 });
  });
});
