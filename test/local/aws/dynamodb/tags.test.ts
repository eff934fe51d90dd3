import {
  DescribeEndpointsCommand,
  DescribeLimitsCommand,
  ListTagsOfResourceCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, refusal, startStack } from "./setup.ts";

const stack = eachTestWithStack();
const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/things";
const tag = (Tags: Tag[], ResourceArn = arn) =>
  stack.client.send(new TagResourceCommand({ ResourceArn, Tags }));
const tags = async (ResourceArn = arn) =>
  (await stack.client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags;

describe("the tags of a table", () => {
  test("come with it, are added, replaced and removed, and stand in the journal", async () => {
    await createThings(stack.client, { Tags: [{ Key: "a", Value: "1" }] });
    await tag([
      { Key: "b", Value: "" },
      { Key: "a", Value: "2" },
    ]);
    expect(await tags()).toEqual([
      { Key: "b", Value: "" },
      { Key: "a", Value: "2" },
    ]);
    await stack.client.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ["a"] }));
    expect(await tags()).toEqual([{ Key: "b", Value: "" }]);
    const again = await startStack(stack.records);
    const { Tags } = await again.client.send(new ListTagsOfResourceCommand({ ResourceArn: arn }));
    await again.close();
    expect(Tags).toEqual([{ Key: "b", Value: "" }]);
  });

  test.each<[string, Tag[], string]>([
    ["none", [], "Atleast one Tag needs to be provided as Input."],
    ["an empty key", [{ Key: "", Value: "1" }], "Member must have length greater than or equal to 1"],
    [
      "a long value",
      [{ Key: "a", Value: "x".repeat(257) }],
      "Member must have length less than or equal to 256",
    ],
    ["a key of AWS's", [{ Key: "aws:a", Value: "1" }], "begins with aws:"],
    ["too many", Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "" })), "at most 50 tags"],
  ])("are refused: %s", async (_, given, message) => {
    await createThings(stack.client);
    expect(await invalid(tag(given))).toContain(message);
  });

  test("belong to a table that is there and one's own", async () => {
    expect(await refusal(tags())).toBe(
      `ResourceNotFoundException: Requested resource not found: ResourcArn: ${arn} not found`,
    );
    expect(await refusal(tags(arn.replace("us-east-1", "eu-west-1")))).toContain(
      "AccessDeniedException: User: ",
    );
    expect(await invalid(tags("things"))).toBe(
      "Invalid TableArn: Invalid ResourceArn provided as input things",
    );
  });
});

test("the account's limits are those of a new account", async () => {
  const { TableMaxReadCapacityUnits, AccountMaxWriteCapacityUnits } = await stack.client.send(
    new DescribeLimitsCommand({}),
  );
  expect([TableMaxReadCapacityUnits, AccountMaxWriteCapacityUnits]).toEqual([40_000, 80_000]);
});

test("the only endpoint is the stand-in itself", async () => {
  const { Endpoints } = await stack.client.send(new DescribeEndpointsCommand({}));
  expect(Endpoints).toEqual([{ Address: "127.0.0.1", CachePeriodInMinutes: 1440 }]);
});
