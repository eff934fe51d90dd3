import { describe, expect, test } from "@jest/globals";
import { api, Problem, type ProblemOptions } from "#middleware";
import { bodyOf, header, httpEvent, lambdaContext, outside } from "../support.ts";

function failing(error: unknown, options = {}) {
  const { ports, lines } = outside();
  const handler = api({ ports, ...options }, () => {
    throw error;
  });
  return {
    lines,
    answer: () => handler(httpEvent({ headers: { "x-request-id": "request-1" } }), lambdaContext()),
  };
}

const problemOf = (code: string, options: Partial<ProblemOptions>) =>
  new Problem(code, { status: 409, title: "Already there", ...options });

describe("problem()", () => {
  test("renders every member of RFC 9457 and ours", async () => {
    const errors = [{ pointer: "/body/name", message: "is taken" }];
    const problem = problemOf("name-taken", {
      detail: "Pick another name.",
      errors,
      headers: { "x-more": "1" },
    });
    const { answer, lines } = failing(problem, {
      problemType: (code: string) => `https://example.com/${code}`,
    });
    const response = await answer();
    expect(response.statusCode).toBe(409);
    expect(header(response, "content-type")).toBe("application/problem+json");
    expect(header(response, "x-more")).toBe("1");
    expect(bodyOf(response)).toEqual({
      type: "https://example.com/name-taken",
      title: "Already there",
      status: 409,
      code: "name-taken",
      detail: "Pick another name.",
      errors,
      requestId: "request-1",
      retryable: false,
    });
    expect(lines).toMatchObject([{ level: "warn", outcome: "refused", code: "name-taken" }]);
  });

  test("rounds Retry-After up to whole seconds", async () => {
    const response = await failing(problemOf("busy", { status: 429, retryAfterMs: 1001 })).answer();
    expect(header(response, "retry-after")).toBe("2");
    expect(bodyOf(response)).toMatchObject({ type: "about:blank", retryable: true, retryAfterMs: 1001 });
  });

  test("tells nothing of an error that nobody foresaw, but logs it with its stack", async () => {
    const { answer, lines } = failing(new Error("password of the table is swordfish-9"));
    const response = await answer();
    expect(bodyOf(response)).toEqual({
      type: "about:blank",
      title: "Something went wrong on our side",
      status: 500,
      code: "internal",
      requestId: "request-1",
      retryable: false,
    });
    expect(lines).toMatchObject([
      {
        level: "error",
        outcome: "failed",
        code: "internal",
        error: { name: "Error", stack: expect.stringContaining("problem.test") },
      },
    ]);
  });

  test.each([undefined, null, 7, "text", { message: "no error" }])(
    "answers the thrown value %j",
    async (thrown) => {
      expect(bodyOf(await failing(thrown).answer())).toMatchObject({
        code: "internal",
        requestId: "request-1",
      });
    },
  );

  test("keeps the detail and errors of a 5xx problem to itself", async () => {
    const errors = [{ pointer: "/x", message: "inner" }];
    const body = bodyOf(
      await failing(problemOf("down", { status: 503, detail: "table x", errors })).answer(),
    );
    expect(body).not.toHaveProperty("detail");
    expect(body).not.toHaveProperty("errors");
    expect(body).toMatchObject({ code: "down", retryable: true, title: "Already there" });
  });

  test("maps foreign errors first, and survives a mapper that fails", async () => {
    const problems = (error: unknown) =>
      error instanceof RangeError ? problemOf("out-of-range", { status: 422 }) : undefined;
    expect(bodyOf(await failing(new RangeError("x"), { problems }).answer())).toMatchObject({
      code: "out-of-range",
    });
    expect(bodyOf(await failing(new TypeError("x"), { problems }).answer())).toMatchObject({
      code: "internal",
    });
    const broken = () => {
      throw new Error("mapper");
    };
    expect(bodyOf(await failing(new TypeError("x"), { problems: broken }).answer())).toMatchObject({
      code: "internal",
    });
  });

  test("takes over an error that a foreign middleware marks as fit for the caller, and only that", async () => {
    const exposed = Object.assign(new Error("Unsupported"), { statusCode: 415, expose: true });
    expect(bodyOf(await failing(exposed).answer())).toMatchObject({
      status: 415,
      code: "http-415",
      detail: "Unsupported",
    });
    const hidden = Object.assign(new Error("Inner"), { statusCode: 415, expose: false });
    expect(bodyOf(await failing(hidden).answer())).toMatchObject({ status: 500, code: "internal" });
    const upstream = Object.assign(new Error("Access denied"), { statusCode: 403 });
    expect(bodyOf(await failing(upstream).answer())).toMatchObject({ status: 500, code: "internal" });
  });

  test.each([200, 99, 600, Number.NaN])("turns the status %p of a problem into 500", async (status) => {
    expect((await failing(problemOf("odd", { status })).answer()).statusCode).toBe(500);
  });

  test("names the class of the cause of a refusal in the log", async () => {
    const { answer, lines } = failing(problemOf("no", { cause: new RangeError("jane@example.com") }));
    await answer();
    expect(lines).toMatchObject([{ code: "no", reason: "RangeError" }]);
    expect(JSON.stringify(lines)).not.toContain("example.com");
  });

  test("keeps a response that a foreign error handler made", async () => {
    const { ports } = outside();
    const handler = api({ ports }, () => {
      throw new Error("x");
    }).use({
      onError: (request: { response: unknown }) => {
        request.response = { statusCode: 299, headers: {}, body: "theirs" };
      },
    });
    const response = await handler(httpEvent(), lambdaContext());
    expect(response).toMatchObject({ statusCode: 299, body: "theirs" });
    expect(header(response, "x-request-id")).toBe("made-id-1");
  });
});
