import { describe, expect, test } from "@jest/globals";
import { Failure } from "#domain/failure.ts";
import { problemCodes } from "#domain/problem-codes.ts";

describe("a failure", () => {
  test("is an Error with its code, what to do next, and a message of both", () => {
    const failure = new Failure("job-not-found", "Look at the list of jobs.");
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({
      name: "Failure",
      code: "job-not-found",
      detail: "Look at the list of jobs.",
      message: "There is no such job: Look at the list of jobs.",
      errors: undefined,
    });
  });

  test("says where the request is wrong", () => {
    const errors = [{ pointer: "/body/name", message: "must hold a letter" }];
    expect(new Failure("invalid-request", "Change the name.", errors).errors).toEqual(errors);
  });

  test.each(Object.entries(problemCodes))("%s begins with the title of its code", (code, { title }) => {
    expect(new Failure(code as keyof typeof problemCodes, "More.").message).toBe(`${title}: More.`);
  });
});
