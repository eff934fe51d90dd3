import { describe, expect, test } from "@jest/globals";
import { evaluatePolicy, matchesGlob } from "#local/aws/authorizer/policy.ts";

const arn = "arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/dev/GET/pets/7";
const base = arn.replace("/dev/GET/pets/7", "");

const statement = (Effect: string, Resource: unknown, Action: unknown = "execute-api:Invoke") => ({
  Effect,
  Resource,
  Action,
});
const effect = (...Statement: unknown[]) => evaluatePolicy({ Version: "2012-10-17", Statement }, arn);

describe("a policy", () => {
  test.each([
    arn,
    "*",
    `${base}/*`,
    `${base}/dev/*`,
    `${base}/*/GET/pets/*`,
    `${base}/dev/GET/pets/?`,
    `arn:aws:execute-api:*:*:abcdef1234/*/*/pets*`,
    [`${base}/other`, arn],
  ])("that allows %j allows the call", (resource) => {
    expect(effect(statement("Allow", resource))).toEqual({ effect: "allow" });
  });

  test.each([
    `${base}/dev/GET/pets`,
    `${base}/dev/GET/pets/`,
    `${base}/dev/POST/pets/7`,
    `${base}/DEV/GET/pets/7`,
    `${base}/dev/GET/pets/7/*`,
    `${base}/dev/GET/pets/??`,
    "arn:aws:execute-api:eu-west-1:111122223333:other/*",
    "",
    [],
  ])("that allows %j allows no other call", (resource) => {
    expect(effect(statement("Allow", resource))).toEqual({ effect: "implicitDeny" });
  });

  test("denies what any statement denies, in whatever order they stand", () => {
    const deny = statement("Deny", `${base}/dev/GET/*`);
    expect(effect(statement("Allow", "*"), deny)).toEqual({ effect: "explicitDeny" });
    expect(effect(deny, statement("Allow", "*"))).toEqual({ effect: "explicitDeny" });
    expect(effect(statement("Allow", "*"), statement("Deny", `${base}/dev/POST/*`))).toEqual({
      effect: "allow",
    });
  });

  test.each([["EXECUTE-API:invoke"], ["execute-api:*"], ["*"], [["sqs:SendMessage", "execute-api:Invok?"]]])(
    "counts for the action %j",
    (action) => {
      expect(effect(statement("Allow", "*", action))).toEqual({ effect: "allow" });
    },
  );

  test.each([["execute-api:ManageConnections"], ["sqs:*"], [[]]])(
    "does not count for the action %j",
    (action) => {
      expect(effect(statement("Allow", "*", action))).toEqual({ effect: "implicitDeny" });
    },
  );

  test("may name what it is not about", () => {
    const others = { Effect: "Deny", Action: "execute-api:Invoke", NotResource: `${base}/dev/GET/*` };
    expect(effect(statement("Allow", "*"), others)).toEqual({ effect: "allow" });
    expect(effect({ Effect: "Allow", NotAction: "execute-api:*", Resource: "*" })).toEqual({
      effect: "implicitDeny",
    });
  });

  test("may have one statement without a list, and empty conditions", () => {
    const policy = { Statement: { ...statement("Allow", arn), Condition: {} } };
    expect(evaluatePolicy(policy, arn)).toEqual({ effect: "allow" });
  });

  test.each([
    ["no policy", undefined, "no Statement"],
    ["no statements", { Statement: [] }, "no Statement"],
    ["a statement that is a text", { Statement: ["Allow"] }, "no object"],
    ["an effect in small letters", { Statement: [statement("allow", "*")] }, 'Effect "allow"'],
    ["no resource", { Statement: [{ Effect: "Allow", Action: "*" }] }, "no Resource"],
    ["a resource that is a number", { Statement: [statement("Allow", [1])] }, "no Resource"],
    ["no action", { Statement: [{ Effect: "Allow", Resource: "*" }] }, "no Action"],
    [
      "a condition beside a statement that allows",
      { Statement: [statement("Allow", "*"), { ...statement("Deny", "*"), Condition: { Bool: {} } }] },
      "a Condition",
    ],
  ])("with %s cannot be read", (_, policy, reason) => {
    expect(evaluatePolicy(policy, arn)).toContain(reason);
  });
});

describe("a pattern", () => {
  test.each([
    ["", "", true],
    ["*", "", true],
    ["**a*", "ba", true],
    ["a*b*c", "a-b-b-c-c", true],
    ["a*b", "a-b-c", false],
    ["?", "", false],
    ["a.c", "abc", false],
    ["*aab", "aaaab", true],
  ])("%j and %j: %s", (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  test("with very many stars is soon done", () => {
    expect(matchesGlob(`${"*a".repeat(500)}b`, "a".repeat(5_000))).toBe(false);
  });
});
