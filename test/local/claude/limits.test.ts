import type Anthropic from "@anthropic-ai/sdk";
import { afterEach, describe, expect, test } from "@jest/globals";
import { virtualClock } from "../../../local/aws/clock.ts";
import type { ClaudeSettings } from "../../../local/claude/settings.ts";
import { type ClaudeStandIn, startClaude } from "../../../local/claude.ts";
import { clientOf, pageRequest, until } from "./ask.ts";

const start = Date.UTC(2026, 0, 1, 12);
let claude: ClaudeStandIn;
afterEach(() => claude.close());

/** A stand-in on a clock that stands still, asked without the network. */
async function onVirtualClock(settings: Partial<ClaudeSettings>) {
  const clock = virtualClock(start);
  claude = await startClaude({ clock, settings });
  const client = clientOf(claude, { fetch: claude.fetch });
  return {
    clock,
    ask: (changes = {}) => client.messages.create({ ...pageRequest(), ...changes }).withResponse(),
  };
}

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => {
      throw new Error("Not refused");
    },
    (error: unknown) => error as InstanceType<typeof Anthropic.RateLimitError>,
  );

describe("requests per minute", () => {
  test("run out, say when to come back, and are there again then", async () => {
    const { clock, ask } = await onVirtualClock({ requestsPerMinute: 6 });
    for (let index = 0; index < 6; index++) await ask();
    const error = await refusal(ask());
    expect(error).toMatchObject({ status: 429, type: "rate_limit_error" });
    expect(error.apiMessage).toContain("6 requests per minute");
    expect(error.headers.get("retry-after")).toBe("10");
    expect(claude.counters).toMatchObject({ answered: 6, failed: { limited: 1 } });
    clock.advance(9_999);
    await refusal(ask());
    clock.advance(1);
    await ask();
  });

  test("are told in the headers", async () => {
    const { ask } = await onVirtualClock({ requestsPerMinute: 60 });
    await ask();
    const { headers } = (await ask()).response;
    expect(headers.get("anthropic-ratelimit-requests-limit")).toBe("60");
    expect(headers.get("anthropic-ratelimit-requests-remaining")).toBe("58");
    expect(headers.get("anthropic-ratelimit-requests-reset")).toBe("2026-01-01T12:00:02Z");
  });

  test("begin with a full bucket when they are changed at run time", async () => {
    const { ask } = await onVirtualClock({ requestsPerMinute: 1 });
    await ask();
    await refusal(ask());
    claude.settings.requestsPerMinute = 2;
    await ask();
    claude.settings.requestsPerMinute = 0;
    for (let index = 0; index < 20; index++) await ask();
  });
});

describe("tokens per minute", () => {
  test("of the input limit what is sent", async () => {
    const { ask } = await onVirtualClock({});
    const tokens = (await ask()).data.usage.input_tokens;
    claude.settings.inputTokensPerMinute = tokens * 2;
    await ask();
    const { headers } = (await ask()).response;
    expect(headers.get("anthropic-ratelimit-input-tokens-remaining")).toBe("0");
    expect((await refusal(ask())).apiMessage).toContain("input tokens per minute");
  });

  test("of the output limit what is written, and a refused call takes nothing", async () => {
    const { clock, ask } = await onVirtualClock({});
    const tokens = (await ask()).data.usage.output_tokens;
    claude.settings.outputTokensPerMinute = tokens * 1.5;
    await ask();
    const error = await refusal(ask());
    expect(error.apiMessage).toContain("output tokens per minute");
    expect(error.headers.get("retry-after")).toBe("20");
    clock.advance(20_000);
    await ask();
  });
});

describe("latency", () => {
  test("passes on the given clock", async () => {
    const { clock, ask } = await onVirtualClock({ latencyMs: 2_000 });
    let answered = false;
    const call = ask().then(() => {
      answered = true;
    });
    await until(() => clock.next() !== undefined);
    expect(clock.next()).toBe(start + 2_000);
    clock.advance(1_999);
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    clock.advance(1);
    await call;
  });

  test("is drawn around its mean, the same for the same seed", async () => {
    const drawn = async () => {
      const { clock, ask } = await onVirtualClock({ latencyMs: { mean: 1_000, jitter: 300 } });
      const waits: number[] = [];
      for (let index = 0; index < 20; index++) {
        const call = ask();
        await until(() => clock.next() !== undefined);
        waits.push((clock.next() ?? 0) - clock.now());
        clock.advance(1_300);
        await call;
      }
      await claude.close();
      return waits;
    };
    const waits = await drawn();
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(700);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_300);
    expect(new Set(waits).size).toBe(20);
    expect(await drawn()).toEqual(waits);
  });
});
