import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type ClaudeStandIn, startClaude } from "../../../local/claude.ts";
import { clientOf, facts, pageRequest, textOf } from "./ask.ts";

let claude: ClaudeStandIn;
beforeEach(async () => {
  claude = await startClaude();
});
afterEach(() => claude.close());

describe("an answer", () => {
  test("has the ids, usage and stop reason that the SDK types promise", async () => {
    const { data, response, request_id } = await clientOf(claude)
      .messages.create(pageRequest())
      .withResponse();
    expect(data.id).toMatch(/^msg_01[1-9A-HJ-NP-Za-km-z]{22}$/);
    expect(request_id).toMatch(/^req_01[1-9A-HJ-NP-Za-km-z]{22}$/);
    expect(data).toMatchObject({
      type: "message",
      role: "assistant",
      model: "claude-haiku-5-5",
      stop_reason: "end_turn",
      usage: { cache_creation_input_tokens: 0, cache_read_input_tokens: 0, service_tier: "standard" },
    });
    expect(data.usage.input_tokens).toBe(Math.ceil(`user: ${pageRequest().messages[0]?.content}`.length / 4));
    expect(data.usage.output_tokens).toBe(Math.ceil(textOf(data).length / 4));
    expect(response.headers.get("anthropic-ratelimit-requests-limit")).toBe("1000000");
  });

  test("is the page that the schema asks for", async () => {
    const page = JSON.parse(textOf(await clientOf(claude).messages.create(pageRequest())));
    expect(Object.keys(page)).toEqual(["title", "metaDescription", "h1", "sections", "callToAction"]);
    expect(page.title.toLowerCase()).toContain(facts.topic);
    expect(page.sections.length).toBeGreaterThanOrEqual(4);
  });

  test("is the same for the same request and another for other facts or another model", async () => {
    const client = clientOf(claude);
    const ask = async (request: ReturnType<typeof pageRequest>) =>
      textOf(await client.messages.create(request));
    const first = await ask(pageRequest());
    expect(await ask(pageRequest())).toBe(first);
    expect(await ask({ ...pageRequest(), model: "claude-sonnet-5-5" })).not.toBe(first);
    expect(await ask(pageRequest({ ...facts, city: "Cold Spring" }))).not.toBe(first);
  });

  test("to another wording about the same facts is another page", async () => {
    const client = clientOf(claude);
    const [first, again] = [pageRequest(), pageRequest()];
    again.messages[0] = { role: "user", content: `${first.messages[0]?.content}\n\nThe title was too long.` };
    expect(textOf(await client.messages.create(again))).not.toBe(textOf(await client.messages.create(first)));
  });

  test("without a schema is plain text, with or without facts", async () => {
    const { output_config: _, ...plain } = pageRequest();
    expect(textOf(await clientOf(claude).messages.create(plain))).toContain(facts.phone);
    const bare = { ...plain, messages: [{ role: "user" as const, content: "Hello" }] };
    expect(textOf(await clientOf(claude).messages.create(bare))).toMatch(/^\p{Lu}.*\.$/su);
  });

  test("to another schema is a value that satisfies it", async () => {
    const schema = {
      type: "object",
      additionalProperties: false,
      required: ["kind", "count", "tags", "when", "nested"],
      properties: {
        kind: { enum: ["good", "bad"] },
        count: { type: "integer" },
        tags: { type: "array", minItems: 1, items: { type: "string" } },
        when: { anyOf: [{ type: "string", format: "date" }, { type: "null" }] },
        nested: { $ref: "#/$defs/flag" },
        ignored: { type: "string" },
      },
      $defs: {
        flag: {
          type: "object",
          additionalProperties: false,
          required: ["on"],
          properties: { on: { type: "boolean" } },
        },
      },
    };
    const request = { ...pageRequest(), output_config: { format: { type: "json_schema" as const, schema } } };
    expect(JSON.parse(textOf(await clientOf(claude).messages.create(request)))).toEqual({
      kind: "good",
      count: 0,
      tags: ["text"],
      when: "2026-01-01",
      nested: { on: false },
    });
  });

  test("longer than max_tokens is cut and says so", async () => {
    const message = await clientOf(claude).messages.create({ ...pageRequest(), max_tokens: 50 });
    expect(message.stop_reason).toBe("max_tokens");
    expect(message.usage.output_tokens).toBe(50);
    expect(() => JSON.parse(textOf(message))).toThrow(SyntaxError);
    expect(claude.counters.failed.truncated).toBe(1);
  });
});

describe("the other routes", () => {
  test("list and describe the models", async () => {
    const client = clientOf(claude);
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(expect.arrayContaining(["claude-haiku-4-5", "claude-sonnet-5-5", "claude-opus-5-5"]));
    expect(await client.models.retrieve("claude-haiku-5-5")).toMatchObject({
      display_name: "Claude Haiku 5.5",
    });
    await expect(client.models.retrieve("claude-1")).rejects.toMatchObject({ status: 404 });
  });

  test("count the tokens that a message is billed for", async () => {
    const { max_tokens: _, ...prompt } = pageRequest();
    const counted = await clientOf(claude).messages.countTokens(prompt);
    const message = await clientOf(claude).messages.create(pageRequest());
    expect(counted.input_tokens).toBe(message.usage.input_tokens);
  });

  test("answer an unknown one with 404", async () => {
    const headers = { "x-api-key": "test-key", "anthropic-version": "2023-06-01" };
    const response = await fetch(`${claude.url}/v1/complete`, { method: "POST", headers });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: "error", error: { type: "not_found_error" } });
  });
});
