import {
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, refusal } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const minute = 60_000;
const hour = 60 * minute;
const set = (Enabled: boolean, AttributeName = "expires") =>
  stack.client.send(
    new UpdateTimeToLiveCommand({ TableName: "things", TimeToLiveSpecification: { Enabled, AttributeName } }),
  );
const status = async () =>
  (await stack.client.send(new DescribeTimeToLiveCommand({ TableName: "things" }))).TimeToLiveDescription;
const put = (sk: string, milliseconds: number) =>
  stack.client.send(
    new PutItemCommand({
      TableName: "things",
      Item: {
        ...key("p", sk),
        expires: { N: String(Math.floor((stack.clock.now() + milliseconds) / 1000)) },
      },
    }),
  );
const exists = async (sk: string) =>
  (await stack.client.send(new GetItemCommand({ TableName: "things", Key: key("p", sk) }))).Item !==
  undefined;

describe("an item with a time to live", () => {
  test("is deleted within a minute of its time, by one journaled change", async () => {
    await set(true);
    await put("short", 90_000);
    await put("same", 100_000);
    await put("long", hour);
    stack.clock.advance(89_000);
    expect(await exists("short")).toBe(true);
    const before = stack.records.length;
    stack.clock.advance(minute);
    expect([await exists("short"), await exists("same"), await exists("long")]).toEqual([false, false, true]);
    expect(stack.records.slice(before).map(({ change }) => change)).toEqual([
      {
        kind: "items",
        writes: [
          { table: "things", delete: key("p", "short") },
          { table: "things", delete: key("p", "same") },
        ],
      },
    ]);
  });

  test("that was there before time to live was enabled expires too", async () => {
    await put("old", minute);
    await set(true);
    stack.clock.advance(3 * minute);
    expect(await exists("old")).toBe(false);
  });

  test("lives on when its time is put off", async () => {
    await set(true);
    await put("a", minute);
    const later = { ":t": { N: String(stack.clock.now() / 1000 + 3600) } };
    await stack.client.send(
      new UpdateItemCommand({
        TableName: "things",
        Key: key("p", "a"),
        UpdateExpression: "SET expires = :t",
        ExpressionAttributeValues: later,
      }),
    );
    stack.clock.advance(5 * minute);
    expect(await exists("a")).toBe(true);
  });

  test("is left alone when its time lies more than five years back, or is no number", async () => {
    await set(true);
    await put("ancient", -6 * 365 * 24 * hour);
    await stack.client.send(
      new PutItemCommand({ TableName: "things", Item: { ...key("p", "text"), expires: { S: "1" } } }),
    );
    stack.clock.advance(hour);
    expect([await exists("ancient"), await exists("text")]).toEqual([true, true]);
  });

  test("lives on once time to live is disabled", async () => {
    await set(true);
    await put("a", 2 * hour);
    stack.clock.advance(hour);
    await set(false);
    stack.clock.advance(3 * hour);
    expect(await exists("a")).toBe(true);
  });
});

test("no timer is set while nothing can expire", async () => {
  await set(true);
  await stack.client.send(new PutItemCommand({ TableName: "things", Item: key() }));
  expect(stack.clock.next()).toBeUndefined();
  await put("a", minute);
  expect(stack.clock.next()).toBeDefined();
  stack.clock.advance(3 * minute);
  expect(stack.clock.next()).toBeUndefined();
});

describe("the setting", () => {
  test("is shown as enabled or disabled", async () => {
    expect(await status()).toEqual({ TimeToLiveStatus: "DISABLED" });
    expect((await set(true)).TimeToLiveSpecification).toEqual({ Enabled: true, AttributeName: "expires" });
    expect(await status()).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
  });

  test("can be changed again only after an hour", async () => {
    await set(true);
    stack.clock.advance(hour - 1);
    expect(await invalid(set(false))).toBe(
      "Time to live has been modified multiple times within a fixed interval",
    );
    stack.clock.advance(1);
    await set(false);
    expect(await status()).toEqual({ TimeToLiveStatus: "DISABLED" });
  });

  test("is refused when it is so already, or is about another attribute", async () => {
    expect(await invalid(set(false))).toBe("TimeToLive is already disabled");
    await set(true);
    expect(await invalid(set(true))).toBe("TimeToLive is already enabled");
    expect(await invalid(set(true, "other"))).toBe(
      "TimeToLive is active on a different AttributeName: current AttributeName is expires",
    );
    expect(await invalid(set(true, ""))).toBe("TimeToLiveSpecification.AttributeName must be non empty");
  });

  test("needs a table", async () => {
    expect(await refusal(stack.client.send(new DescribeTimeToLiveCommand({ TableName: "absent" })))).toBe(
      "ResourceNotFoundException: Requested resource not found: Table: absent not found",
    );
  });
});
