// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import { describe, expect, test } from "@jest/globals";
import { conditionHolds, createEvaluator, type IntrinsicScope, noValue } from "#local/aws/intrinsics.ts";

const values: Record<string, unknown> = {
  Stage: "dev",
  Names: ["a", "b", "c"],
  Queue: "http://127.0.0.1/queue",
  "AWS::Region": "eu-west-1",
  "AWS::NoValue": noValue,
};

const scope: IntrinsicScope = {
  conditions: {
    IsDev: { "Fn::Equals": [{ Ref: "Stage" }, "dev"] },
    IsProd: { "Fn::Not": [{ Condition: "IsDev" }] },
    Both: { "Fn::And": [{ Condition: "IsDev" }, { Condition: "IsProd" }] },
    Either: { "Fn::Or": [{ Condition: "IsDev" }, { Condition: "IsProd" }] },
  },
  mappings: { Sizes: { dev: { memory: 256 } } },
  reference(name) {
    if (!(name in values)) throw new Error(`nothing is called ${name}`);
    return values[name];
  },
  attribute: (logicalId, name) => `${logicalId}!${name}`,
};
const evaluate = createEvaluator(scope);

describe("an intrinsic function", () => {
  test.each<[unknown, unknown]>([
    [{ Ref: "Stage" }, "dev"],
    [{ "Fn::GetAtt": ["Queue", "Arn"] }, "Queue!Arn"],
    [{ "Fn::GetAtt": "Queue.Nested.Arn" }, "Queue!Nested.Arn"],
    [{ "Fn::Sub": "${AWS::Region}-${Stage}-${Queue.Arn}-${!Literal}" }, "eu-west-1-dev-Queue!Arn-${Literal}"],
    [{ "Fn::Sub": ["${Own}/${Stage}", { Own: { Ref: "Stage" } }] }, "dev/dev"],
    [{ "Fn::Join": ["-", ["x", { Ref: "Stage" }, 1]] }, "x-dev-1"],
    [{ "Fn::Join": ["+", { Ref: "Names" }] }, "a+b+c"],
    [{ "Fn::Select": ["1", { Ref: "Names" }] }, "b"],
    [{ "Fn::Select": [2, { "Fn::Split": ["/", "x/y/z"] }] }, "z"],
    [{ "Fn::FindInMap": ["Sizes", { Ref: "Stage" }, "memory"] }, 256],
    [{ "Fn::FindInMap": ["Sizes", "prod", "memory", { DefaultValue: { Ref: "Stage" } }] }, "dev"],
    [{ "Fn::Base64": { Ref: "Stage" } }, "ZGV2"],
    [{ "Fn::Length": { Ref: "Names" } }, 3],
    [{ "Fn::ToJsonString": { stage: { Ref: "Stage" } } }, '{"stage":"dev"}'],
    [{ "Fn::GetAZs": "" }, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
    [{ "Fn::GetAZs": "us-east-2" }, ["us-east-2a", "us-east-2b", "us-east-2c"]],
    [{ "Fn::Cidr": ["10.0.255.0/16", 3, 8] }, ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]],
    [{ "Fn::Cidr": ["192.168.0.0/24", "2", "5"] }, ["192.168.0.0/27", "192.168.0.32/27"]],
    [{ "Fn::If": ["IsDev", "yes", { "Fn::ImportValue": "never" }] }, "yes"],
    [{ "Fn::If": ["IsProd", "yes", "no"] }, "no"],
    [{ a: { Ref: "AWS::NoValue" }, b: [{ Ref: "AWS::NoValue" }, { Ref: "Stage" }] }, { b: ["dev"] }],
    [
      { Ref: "Stage", Other: 1 },
      { Ref: "Stage", Other: 1 },
    ],
    [
      [1, true, null, "text"],
      [1, true, null, "text"],
    ],
  ])("%j is %j", (value, expected) => {
    expect(evaluate(value)).toEqual(expected);
  });

  test.each([
    ["IsDev", true],
    ["IsProd", false],
    ["Both", false],
    ["Either", true],
  ])("condition %s is %s", (name, holds) => {
    expect(conditionHolds(name, scope)).toBe(holds);
  });

  test.each<[unknown, string]>([
    [
      { "Fn::ImportValue": "other-stack" },
      'Fn::ImportValue reads "other-stack" from another stack, and there is none here',
    ],
    [{ "Fn::Transform": {} }, "Fn::Transform is not offered"],
    [{ Ref: "Nobody" }, "nothing is called Nobody"],
    [{ "Fn::If": ["Unknown", 1, 2] }, "no condition Unknown"],
    [{ "Fn::FindInMap": ["Sizes", "prod", "memory"] }, "Fn::FindInMap found no Sizes → prod → memory"],
    [{ "Fn::Join": "text" }, "needs a list"],
    [{ "Fn::Select": [3, { Ref: "Names" }] }, "Fn::Select has no item 3 in a list of 3"],
    [{ "Fn::Cidr": ["10.0.0.0", 3, 8] }, "Fn::Cidr takes an IPv4 block such as 10.0.0.0/16"],
    [{ "Fn::Cidr": ["10.0.0.0/24", 2, 8] }, "Fn::Cidr finds no 2 blocks of 8 bits in 10.0.0.0/24"],
  ])("%j is refused", (value, message) => {
    expect(() => evaluate(value)).toThrow(message);
  });

  test("says where inside of a value the trouble is", () => {
    const value = { Variables: { A: "a", B: [{ Ref: "Stage" }, { "Fn::Join": ["", [{ Ref: "Nobody" }]] }] } };
    expect(() => evaluate(value)).toThrow(expect.objectContaining({ path: ["Variables", "B", "1", "0"] }));
  });
});
