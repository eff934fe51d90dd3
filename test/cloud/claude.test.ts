import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { claude } from "#cloud/claude.ts";
import type { LlmOutcome, Secrets } from "#cloud/cloud.ts";
import { pageAnswerSchema } from "#domain/page-answer-schema.ts";
import { pagePrompt } from "#domain/page-prompt.ts";
import { plannedPage } from "#domain/spec.ts";
import { type ClaudeStandIn, startClaude } from "#local/claude.ts";
import { PageDraft } from "#validators";
import { spec } from "../domain/sample.ts";
import { passOnTo, type RecordingServer, type Respond, startRecording } from "./recording-server.ts";

const prompt = pagePrompt(spec(), plannedPage(spec(), 1));
const call = { deadlineMs: 20_000, requestId: "request-1" };
const keyOf = (key: string): Secrets => ({ get: async () => key });
const clientAt = (baseUrl: string, secrets = keyOf("key-1")) =>
  claude({ secrets, keyParameter: "/key", baseUrl });

let standIn: ClaudeStandIn;
const servers: RecordingServer[] = [];
beforeEach(async () => {
  standIn = await startClaude();
});
afterEach(async () => {
  await Promise.all([standIn.close(), ...servers.splice(0).map((server) => server.close())]);
});

async function record(respond: Respond): Promise<RecordingServer> {
  const server = await startRecording(respond);
  servers.push(server);
  return server;
}

describe("an answer", () => {
  test("is the page, why it ended, and what was used", async () => {
    const outcome = await clientAt(standIn.url).write(prompt, call);
    const { inputTokens, outputTokens } = standIn.counters;
    expect(outcome).toEqual({
      kind: "answered",
      text: expect.any(String),
      stopReason: "end_turn",
      usage: { inputTokens, outputTokens, cacheWriteTokens: 0, cacheReadTokens: 0 },
    });
    expect(PageDraft(JSON.parse((outcome as { text: string }).text))).toBe(true);
  });

  test("counts the tokens of the cache, and joins text blocks alone", async () => {
    const message = {
      content: [
        { type: "thinking", thinking: "Hm.", signature: "" },
        { type: "text", text: '{"a":' },
        { type: "text", text: "1}" },
      ],
      stop_reason: "stop_sequence",
      usage: {
        input_tokens: 1,
        output_tokens: 2,
        cache_creation_input_tokens: 3,
        cache_read_input_tokens: 4,
      },
    };
    const { url } = await record(
      (_, response) =>
        void response.setHeader("content-type", "application/json").end(JSON.stringify(message)),
    );
    expect(await clientAt(url).write(prompt, call)).toEqual({
      kind: "answered",
      text: '{"a":1}',
      stopReason: "other",
      usage: { inputTokens: 1, outputTokens: 2, cacheWriteTokens: 3, cacheReadTokens: 4 },
    });
  });
});

describe("the request", () => {
  test("carries model, system, prompt, schema, most tokens and request id, and nothing else", async () => {
    const proxy = await record(passOnTo(standIn.url));
    expect(await clientAt(proxy.url).write(prompt, call)).toMatchObject({ kind: "answered" });
    expect(proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /v1/messages"]);
    expect(proxy.requests[0]?.body).toEqual({
      model: prompt.model,
      system: prompt.system,
      messages: [{ role: "user", content: prompt.user }],
      max_tokens: prompt.maxTokens,
      output_config: { format: { type: "json_schema", schema: pageAnswerSchema } },
      metadata: { user_id: "request-1" },
    });
  });

  test("is made once, whatever comes back", async () => {
    standIn.settings.serverError = 1;
    await clientAt(standIn.url).write(prompt, call);
    expect(standIn.counters.requests).toBe(1);
  });
});

const refused = (status: number, retryAfterMs?: number) => ({
  kind: "refused",
  retryAfterMs,
  detail: `Claude answered ${status}.`,
});

describe("the stand-in's setting", () => {
  test.each<[string, Partial<ClaudeStandIn["settings"]>, object]>([
    ["overloaded", { overloaded: 1 }, refused(529)],
    ["rateLimited", { rateLimited: 1, retryAfterSeconds: 7 }, refused(429, 7_000)],
    ["serverError", { serverError: 1 }, { kind: "failed", detail: "Claude answered 500." }],
    [
      "spendLimit",
      { spendLimit: 1 },
      { kind: "denied", detail: "Claude answered 429. The account's spend limit is reached." },
    ],
    ["apiKey", { apiKey: "another" }, { kind: "denied", detail: "Claude answered 401." }],
    ["refusal", { refusal: 1 }, { kind: "answered", stopReason: "refusal", text: "" }],
    ["truncated", { truncated: 1 }, { kind: "answered", stopReason: "max_tokens" }],
    ["malformed", { malformed: 1 }, { kind: "answered", stopReason: "end_turn" }],
    ["empty", { empty: 1 }, { kind: "answered", stopReason: "end_turn", text: "" }],
  ])("“%s” becomes the outcome that the pipeline acts on", async (_, settings, outcome) => {
    Object.assign(standIn.settings, settings);
    expect(await clientAt(standIn.url).write(prompt, call)).toMatchObject(outcome);
  });

  test("“timeout” fails the call at its deadline", async () => {
    standIn.settings.timeout = 1;
    const outcome = await clientAt(standIn.url).write(prompt, { ...call, deadlineMs: 50 });
    expect(outcome).toEqual({ kind: "failed", detail: "Claude was not reached in time." });
  });

  test("“requestsPerMinute” refuses the call that is one too many, with the time to wait", async () => {
    standIn.settings.requestsPerMinute = 1;
    const llm = clientAt(standIn.url);
    expect(await llm.write(prompt, call)).toMatchObject({ kind: "answered" });
    const outcome = (await llm.write(prompt, call)) as LlmOutcome & { kind: "refused" };
    expect(outcome.kind).toBe("refused");
    expect(outcome.retryAfterMs).toBeGreaterThan(0);
    expect(outcome.retryAfterMs).toBeLessThanOrEqual(60_000);
  });
});

describe("what Claude will not take", () => {
  test("a model that does not exist is denied, as every other page of the job would be", async () => {
    const outcome = await clientAt(standIn.url).write({ ...prompt, model: "claude-none" }, call);
    expect(outcome).toEqual({ kind: "denied", detail: "Claude answered 404." });
  });

  test("a request that is wrong in itself is rejected", async () => {
    const outcome = await clientAt(standIn.url).write({ ...prompt, maxTokens: 0 }, call);
    expect(outcome).toEqual({ kind: "rejected", detail: "Claude answered 400." });
  });

  test.each<[number, string | undefined, string, object]>([
    [400, undefined, "Your credit balance is too low to access the API.", { kind: "denied" }],
    [402, undefined, "Billing error", { kind: "denied" }],
    [403, undefined, "Forbidden", { kind: "denied" }],
    [408, undefined, "Timeout", { kind: "failed" }],
    [409, undefined, "Conflict", { kind: "failed" }],
    [413, undefined, "Too large", { kind: "rejected" }],
    [422, undefined, "Unprocessable", { kind: "rejected" }],
    [429, "0", "Slow down", refused(429, 0)],
    [429, "1.5", "Slow down", refused(429, 1_500)],
    [429, "-1", "Slow down", refused(429)],
    [429, "Wed, 21 Oct 2026 07:28:00 GMT", "Slow down", refused(429)],
    [503, "9", "Unavailable", { kind: "failed" }],
    [529, "3", "Overloaded", refused(529, 3_000)],
  ])("a %i with retry-after %s (%s) has its outcome", async (status, retryAfter, message, outcome) => {
    const { url } = await record((_, response) => {
      if (retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ type: "error", error: { type: "error", message } }));
    });
    const got = await clientAt(url).write(prompt, call);
    expect(got).toMatchObject(outcome);
    // The text of an error may hold the prompt.
    expect(JSON.stringify(got)).not.toContain(message);
  });
});

describe("a connection that fails", () => {
  const unreached = { kind: "failed", detail: "Claude was not reached in time." };

  test("because nobody listens is a failure", async () => {
    await standIn.close();
    expect(await clientAt(standIn.url).write(prompt, call)).toEqual(unreached);
  });

  test("before the reply is a failure", async () => {
    const { url } = await record((_, response) => void response.destroy());
    expect(await clientAt(url).write(prompt, call)).toEqual(unreached);
  });

  test("by standing still in the middle of the reply ends at the deadline", async () => {
    const { url } = await record((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"type":"message","content":[');
    });
    expect(await clientAt(url).write(prompt, { ...call, deadlineMs: 200 })).toEqual(unreached);
  });

  test("by breaking off in the middle of the reply is a failure", async () => {
    const { url } = await record((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"type":"message",', () => response.destroy());
    });
    expect(await clientAt(url).write(prompt, call)).toMatchObject({ kind: "failed" });
  });

  test.each(["secret prompt", "[]", "null", '{"content":"secret prompt"}'])(
    "to what does not speak Claude's protocol (%s) is a failure that does not repeat the reply",
    async (body) => {
      const { url } = await record(
        (_, response) => void response.setHeader("content-type", "application/json").end(body),
      );
      const outcome = await clientAt(url).write(prompt, call);
      expect(outcome).toMatchObject({ kind: "failed" });
      expect(JSON.stringify(outcome)).not.toContain("secret");
    },
  );
});

describe("the key", () => {
  test("that was rotated is used by the next call, through a new client", async () => {
    let key = "key-1";
    const asked: string[] = [];
    const secrets: Secrets = {
      get: async (parameter) => {
        asked.push(parameter);
        return key;
      },
    };
    const proxy = await record(passOnTo(standIn.url));
    const llm = clientAt(proxy.url, secrets);
    standIn.settings.apiKey = "key-1";
    expect(await llm.write(prompt, call)).toMatchObject({ kind: "answered" });
    standIn.settings.apiKey = "key-2";
    expect(await llm.write(prompt, call)).toMatchObject({ kind: "denied" });
    key = "key-2";
    expect(await llm.write(prompt, call)).toMatchObject({ kind: "answered" });
    expect(asked).toEqual(["/key", "/key", "/key"]);
    const sent = proxy.requests.map(({ headers }) => headers["x-api-key"] ?? headers.authorization);
    expect(sent.map((each) => each?.replace(/^Bearer /, ""))).toEqual(["key-1", "key-1", "key-2"]);
  });

  test("that cannot be read is an error, not an outcome: nothing was called", async () => {
    const secrets: Secrets = { get: () => Promise.reject(new Error("Parameter Store is down.")) };
    await expect(clientAt(standIn.url, secrets).write(prompt, call)).rejects.toThrow(
      "Parameter Store is down.",
    );
    expect(standIn.counters.requests).toBe(0);
  });
});
