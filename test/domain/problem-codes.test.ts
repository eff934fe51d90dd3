import { describe, expect, test } from "@jest/globals";
import { ProblemDetails } from "#domain/contract.ts";
import { type ProblemFacts, problemCodes } from "#domain/problem-codes.ts";

const codes: [string, ProblemFacts][] = Object.entries(problemCodes);

describe("every problem code", () => {
  test.each(codes)("%s has a status of a client or server error", (_code, { status }) => {
    expect(Number.isInteger(status) && status >= 400 && status <= 599).toBe(true);
  });

  test.each(codes)("%s is in kebab case and has a title without a full stop", (code, { title }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  test.each(codes)(
    "%s is retryable if it is our fault, too early, or still being carried out",
    (code, facts) => {
      const worthRetrying = facts.status >= 500 || facts.status === 429 || code === "in-flight";
      expect(facts.retryable ?? false).toBe(worthRetrying);
    },
  );

  test("has a title of its own, and is a code of the contract", () => {
    expect(new Set(codes.map(([, { title }]) => title)).size).toBe(codes.length);
    expect([...ProblemDetails.properties.code.enum]).toEqual(codes.map(([code]) => code));
  });
});
