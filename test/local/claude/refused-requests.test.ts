import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type ClaudeStandIn, startClaude } from "../../../local/claude.ts";
import { clientOf, pageRequest, pageSchema } from "./ask.ts";

let claude: ClaudeStandIn;
beforeEach(async () => {
  claude = await startClaude();
});
afterEach(() => claude.close());

/** Sends what the SDK's types would not allow. */
async function refusalOf(changes: Record<string, unknown>): Promise<InstanceType<typeof Anthropic.APIError>> {
  const body = { ...pageRequest(), ...changes };
  const refused = await clientOf(claude)
    .post("/v1/messages", { body })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  if (refused instanceof Anthropic.APIError) return refused;
  throw new Error(`Not refused: ${JSON.stringify(changes)}`);
}

const invalid: [string, Record<string, unknown>, string][] = [
  ["a missing model", { model: undefined }, "model: Field required"],
  ["missing messages", { messages: undefined }, "messages: Field required"],
  ["no messages", { messages: [] }, "messages: at least one message is required"],
  [
    "a prefilled answer",
    {
      messages: [
        { role: "user", content: "a" },
        { role: "assistant", content: "{" },
      ],
    },
    "prefill",
  ],
  [
    "an empty text",
    { messages: [{ role: "user", content: [{ type: "text", text: "" }] }] },
    "must be non-empty",
  ],
  ["an image", { messages: [{ role: "user", content: [{ type: "image" }] }] }, 'only "text" blocks'],
  ["an unknown role", { messages: [{ role: "system", content: "a" }] }, "messages.0.role"],
  ["missing max_tokens", { max_tokens: undefined }, "max_tokens: Field required"],
  ["max_tokens of 0", { max_tokens: 0 }, "max_tokens: Input should be greater than or equal to 1"],
  ["max_tokens above the model's", { max_tokens: 1_000_000 }, "maximum allowed number of output tokens"],
  ["an unknown field", { maxTokens: 5 }, "maxTokens: Extra inputs are not permitted"],
  ["temperature", { temperature: 0.3 }, "`temperature` is deprecated for this model."],
  ["top_p", { top_p: 1 }, "`top_p` is deprecated for this model."],
  ["top_k", { top_k: 5 }, "`top_k` is deprecated for this model."],
  ["streaming", { stream: true }, "streaming is not offered"],
  ["tools", { tools: [{ name: "a" }] }, "tools: not offered"],
  ["unknown metadata", { metadata: { request_id: "a" } }, "metadata.request_id: Extra inputs"],
  ["an unknown format", { output_config: { format: { type: "text" } } }, "output_config.format.type"],
  [
    "an open object",
    { output_config: { format: { type: "json_schema", schema: { type: "object" } } } },
    "'additionalProperties' must be explicitly set to false",
  ],
  [
    "a string length",
    {
      output_config: {
        format: {
          type: "json_schema",
          schema: { ...pageSchema, properties: { title: { type: "string", maxLength: 70 } } },
        },
      },
    },
    "For 'string' type, property 'maxLength' is not supported",
  ],
  [
    "a number of items",
    { output_config: { format: { type: "json_schema", schema: { type: "array", minItems: 4 } } } },
    "'minItems' values other than 0 or 1",
  ],
];

test.each(invalid)("%s is refused as an invalid request", async (_, changes, message) => {
  const error = await refusalOf(changes);
  expect(error).toMatchObject({
    status: 400,
    type: "invalid_request_error",
    requestID: expect.stringMatching(/^req_/),
  });
  expect(error.apiMessage).toContain(message);
  expect(claude.counters).toMatchObject({ requests: 1, answered: 0, failed: { rejected: 1 } });
});

test("a body that is not JSON is refused", async () => {
  const headers = { "x-api-key": "test-key", "anthropic-version": "2023-06-01" };
  const response = await fetch(`${claude.url}/v1/messages`, { method: "POST", headers, body: "{" });
  const body = (await response.json()) as { request_id: string };
  expect(response.status).toBe(400);
  expect(body).toMatchObject({ type: "error", error: { type: "invalid_request_error" } });
  expect(response.headers.get("request-id")).toBe(body.request_id);
});

test("sampling parameters pass where the model still takes them, and the default passes anywhere", async () => {
  const client = clientOf(claude);
  const older = { ...pageRequest(), model: "claude-haiku-4-5-20251001", temperature: 0.3 };
  await expect(client.post("/v1/messages", { body: older })).resolves.toMatchObject({ type: "message" });
  const standard = { ...pageRequest(), temperature: 1 };
  await expect(client.post("/v1/messages", { body: standard })).resolves.toMatchObject({ type: "message" });
});

test("a request without a key, or with another than the accepted one, is not authenticated", async () => {
  const response = await fetch(`${claude.url}/v1/messages`, { method: "POST", body: "{}" });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: { type: "authentication_error" } });
  claude.settings.apiKey = "rotated-key";
  const ask = (apiKey: string) => clientOf(claude, { apiKey }).messages.create(pageRequest());
  await expect(ask("test-key")).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
  await expect(ask("rotated-key")).resolves.toMatchObject({ type: "message" });
});

test("an unknown model is not found", async () => {
  const error = await refusalOf({ model: "claude-3-5-sonnet-20240620" });
  expect(error).toBeInstanceOf(Anthropic.NotFoundError);
  expect(error).toMatchObject({ type: "not_found_error", apiMessage: "model: claude-3-5-sonnet-20240620" });
});

test("a body above 32 MB is too large", async () => {
  const error = await refusalOf({ system: "a".repeat(32 * 1024 * 1024) });
  expect(error).toMatchObject({ status: 413, type: "request_too_large" });
});
