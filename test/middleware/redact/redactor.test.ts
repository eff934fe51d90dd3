import { describe, expect, test } from "@jest/globals";
import { api, type RedactorOptions, redact, redactor } from "#middleware";
import { defaultRedactor } from "../../../middleware/redact/default-redactor.ts";

const day = 86_400_000;
const keyed = (options: RedactorOptions = {}) => redactor({ key: "k-1", now: () => 0, ...options });
const tagOf = (value: unknown) => /:([0-9a-f]{6})\]/.exec(JSON.stringify(value))?.[1];

describe("tags", () => {
  const { redact: hide } = keyed();

  test("are equal for equal values and differ for others", () => {
    expect(hide("jane@example.com")).toBe(hide("jane@example.com"));
    expect(hide("jane@example.com")).not.toBe(hide("joe@example.com"));
    expect(hide("jane@example.com")).toMatch(/^\[email:[0-9a-f]{6}\]$/);
  });

  test.each([
    ["upper case", "Jane@Example.COM", "jane@example.com"],
    ["percent-encoding", "jane%40example.com", "jane@example.com"],
    ["a phone's layout", "(212) 555-0123", "212.555.0123"],
    ["a phone's country", "+1 212 555 0123", "212-555-0123"],
    ["spaces in a card", "4111 1111 1111 1111", "4111111111111111"],
    ["a key that hides it", { email: "jane@example.com" }, "mail jane@example.com"],
    ["a number under a key", { phone: 2125550123 }, "(212) 555-0123"],
  ])("do not depend on %s", (_what, one, other) => {
    expect(tagOf(hide(one))).toBeDefined();
    expect(tagOf(hide(one))).toBe(tagOf(hide(other)));
  });

  test("change with the day and with the key", () => {
    let now = 0;
    const moving = keyed({ now: () => now });
    const first = moving.redact("jane@example.com");
    now = day - 1;
    expect(moving.redact("jane@example.com")).toBe(first);
    now = day;
    expect(moving.redact("jane@example.com")).not.toBe(first);
    expect(keyed({ key: "k-2" }).redact("jane@example.com")).not.toBe(first);
    expect(keyed({ key: () => "k-1" }).redact("jane@example.com")).toBe(first);
  });

  test("are of one key in a process that names none, also where the key cannot be read", () => {
    const failing = () => {
      throw new Error("no key");
    };
    const [one, other] = [redactor({ now: () => 0 }), redactor({ now: () => 0, key: failing })];
    expect(one.redact("jane@example.com")).toBe(other.redact("jane@example.com"));
    expect(one.redact("jane@example.com")).not.toBe(keyed().redact("jane@example.com"));
  });

  test("stand on what identifies, not on credentials found by their shape", () => {
    expect(hide("sent with bearer abc123def456ghi789")).toBe("sent with bearer [token]");
    expect(hide({ password: "hunter" })).toEqual({ password: expect.stringMatching(/^\[redacted:/) });
  });

  test("follow the stack's clock in log lines", async () => {
    const lines: string[] = [];
    let now = 0;
    const handler = api(
      { ports: { now: () => now, write: (line) => lines.push(line) }, metrics: false },
      ({ log }) => {
        log.info("mail jane@example.com");
        return {};
      },
    );
    const event = { requestContext: { http: { method: "GET", path: "/" } }, headers: {} };
    await handler(event as never, {} as never);
    now = day;
    await handler(event as never, {} as never);
    const tags = lines.filter((line) => line.includes("[email:")).map(tagOf);
    expect(tags).toHaveLength(2);
    expect(tags[0]).not.toBe(tags[1]);
  });
});

describe("rules", () => {
  const customer = { name: "customer", pattern: /CUST-\d{4,8}/ };

  test("hide kinds of one's own, everywhere", () => {
    const { redact: hide } = keyed({ rules: [customer] });
    expect(hide({ note: "for CUST-12345 and CUST-99999", "CUST-12345": [1] })).toEqual({
      note: expect.stringMatching(/^for \[customer:[0-9a-f]{6}\] and \[customer:[0-9a-f]{6}\]$/),
      [`[customer:${tagOf(hide("CUST-12345"))}]`]: [1],
    });
  });

  test("change nothing at a second pass, whatever they match", () => {
    const greedy = keyed({
      rules: [
        { name: "all", pattern: /[^ ]{1,40}/ },
        { name: "hex", pattern: /[0-9a-f]{2,6}/ },
      ],
    });
    const once = greedy.redact("one two [x] jane@example.com face");
    expect(greedy.redact(once)).toBe(once);
  });

  test("may be functions; one that throws hides the whole text", () => {
    const find = (text: string) => {
      if (text.includes("boom")) throw new Error("boom");
      return ["plan-b", ""];
    };
    const { redact: hide } = keyed({ rules: [{ name: "plan", find }] });
    expect(hide("we use plan-b, or plan-b")).toMatch(/^we use \[plan:\w{6}\], or \[plan:\w{6}\]$/);
    expect(hide("boom plan-b")).toMatch(/^\[plan:\w{6}\]$/);
  });

  test.each<[string, RedactorOptions, string]>([
    ["a quantifier without a bound", { rules: [{ name: "all", pattern: /(a+)+$/ }] }, "upper bound"],
    [
      "a name of the package",
      { rules: [{ name: "email", find: () => [] }] },
      "not one of the package's kinds",
    ],
    ["neither pattern nor function", { rules: [{ name: "none" }] }, "either a pattern or a function"],
    ["an unknown option", { safekeys: [] } as never, 'unknown option "safekeys"'],
    ["an empty key", { key: "" }, '"key" is empty'],
    ["a safe key for credentials", { safeKeys: ["user_name", "X-Api-Key"] }, "X-Api-Key"],
    ["off without a stage", { off: true }, "the stage is not given"],
    ["off in production", { off: true, stage: "production" }, "the stage is production"],
  ])("refuse %s", (_what, options, reason) => {
    expect(() => redactor(options)).toThrow(reason);
  });
});

describe("keys", () => {
  test("that are safe keep personal data and no credentials", () => {
    const { redact: hide } = keyed({ safeKeys: ["customerName", "client_ip", "note"] });
    const shown = { CUSTOMER_NAME: "Jane Doe", clientIp: "203.0.113.7", note: "jane@example.com" };
    expect(hide(shown)).toBe(shown);
    expect(hide({ note: "password=hunter2" })).toEqual({
      note: expect.stringMatching(/^password=\[redacted:/),
    });
    expect(hide({ note: { email: "jane@example.com" } })).not.toEqual({
      note: { email: "jane@example.com" },
    });
  });

  test("of one's own hide text and numbers, in every case style and in text", () => {
    const { redact: hide } = keyed({ secretKeys: ["vault code"], personalKeys: ["loyalty-number"] });
    const text = JSON.stringify(
      hide([
        { vaultCode: "abc" },
        { OLD_VAULT_CODE: 4711 },
        { loyaltyNumber: 4711 },
        "loyalty_number=47110815",
      ]),
    );
    expect(text).not.toMatch(/abc"|4711/);
  });

  test("and all else stay as they are where redaction is off in a test", () => {
    const { redact: hide, explain } = redactor({ off: true, stage: "test" });
    const value = { password: "hunter", mail: "jane@example.com", text: "token=abcdefgh" };
    expect(hide(value)).toBe(value);
    expect(explain(value)).toEqual([]);
    expect(hide(new Error("x"))).toMatchObject({ message: "x" });
  });
});

describe("explain()", () => {
  test("names rule and place, never the value", () => {
    const value = {
      user: { email: "jane@example.com" },
      list: ["x", "call 212-555-0123"],
      "a/b~c": { password: "hunter" },
      body: '{"note":"mail joe@example.com"}',
      "jane@example.com": 1,
      jobId: "550e8400-e29b-41d4-a716-446655440000",
    };
    const explained = redact.explain(value);
    expect(explained).toEqual([
      { path: "/user/email", rule: "personal-key", kind: "redacted" },
      { path: "/list/1", rule: "us-phone", kind: "phone" },
      { path: "/a~1b~0c/password", rule: "secret-key", kind: "redacted" },
      { path: "/body/note", rule: "email", kind: "email" },
      { path: "", rule: "email", kind: "email" },
    ]);
    expect(JSON.stringify(explained)).not.toMatch(/jane|joe|hunter|555/);
    expect(defaultRedactor.explain(value)).toEqual(explained);
    expect(redact.explain({ jobId: "j-1" })).toEqual([]);
  });

  test("names rules of one's own", () => {
    const { explain } = keyed({ rules: [{ name: "customer", pattern: /CUST-\d{4,8}/ }] });
    expect(explain(["CUST-12345"])).toEqual([{ path: "/0", rule: "customer", kind: "customer" }]);
  });
});
