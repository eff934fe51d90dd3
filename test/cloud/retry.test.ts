import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Table } from "#cloud/cloud.ts";
import { dynamoTable } from "#cloud/dynamodb-table.ts";
import { machineIds } from "#cloud/ids.ts";
import { retrying } from "#cloud/retry.ts";
import { noteClock, startWire, type Wire } from "./wire.ts";

let wire: Wire;
let table: Table;
beforeEach(async () => {
  wire = await startWire();
  table = dynamoTable("table", wire.clients.dynamodb, wire.retry);
});
afterEach(() => wire.close());

const key = { pk: "P", sk: "1" };
const item = { ...key, owner: "me" };
const throttle = {
  kind: "error",
  code: "ThrottlingException",
  message: "Rate exceeded",
  status: 400,
} as const;
const failure = { kind: "error", code: "InternalServerError", message: "Oops", status: 500 } as const;

describe.each([
  ["a throttle", throttle],
  ["a 500", failure],
  ["an unavailable service", { ...failure, code: "ServiceUnavailable", status: 503 }],
  ["a lost reply", { kind: "dropReply" } as const],
])("%s", (_, effect) => {
  test("is tried again after waits on the clock that was passed", async () => {
    wire.strike({ service: "dynamodb", operation: "PutItem", effect }, 3);
    expect(await table.put(item)).toEqual({ applied: true, item });
    expect(wire.calls).toEqual(Array.from({ length: 4 }, () => "dynamodb PutItem"));
    expect(wire.clock.waits).toEqual([50, 100, 200]);
  });

  test("is given up after four tries", async () => {
    wire.strike({ service: "dynamodb", operation: "GetItem", effect }, 9);
    await expect(table.get(key)).rejects.toThrow();
    expect(wire.calls).toHaveLength(4);
    expect(wire.clock.waits).toHaveLength(3);
  });
});

test("the waits are a random share of a time that doubles", async () => {
  const clock = noteClock();
  const shares = [0, 0.25, 0.999];
  const ids = { ...machineIds(clock.now), random: () => shares.shift() ?? 0 };
  const call = () =>
    Promise.reject(Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" }));
  await expect(retrying({ clock, ids })(call)).rejects.toThrow("Rate exceeded");
  expect(clock.waits).toEqual([0, 50, 399.6]);
});

test("a write whose reply was lost meets itself", async () => {
  wire.strike({ service: "dynamodb", operation: "PutItem", effect: { kind: "dropReply" } }, 1);
  const written = await table.put(item, { kind: "absent", attribute: "pk" });
  expect(written).toEqual({ applied: false, found: item });
  expect(wire.calls).toHaveLength(2);
});

test("a write that an error kept from being applied does not meet itself", async () => {
  wire.strike({ service: "dynamodb", operation: "PutItem", effect: failure }, 1);
  expect(await table.put(item, { kind: "absent", attribute: "pk" })).toEqual({ applied: true, item });
});

describe("what will not pass is not tried again:", () => {
  test("a validation error", async () => {
    await expect(table.query("P", { limit: 0 })).rejects.toMatchObject({ name: "ValidationException" });
    expect(wire.calls).toHaveLength(1);
  });

  test("a table that does not exist", async () => {
    const other = dynamoTable("other", wire.clients.dynamodb, wire.retry);
    await expect(other.get(key)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(wire.calls).toHaveLength(1);
  });

  test("a condition that does not hold", async () => {
    expect(await table.remove(key, { kind: "present", attribute: "pk" })).toMatchObject({ applied: false });
    expect(wire.calls).toHaveLength(1);
  });
});

test("an error of ours is not tried again", async () => {
  const clock = noteClock();
  let calls = 0;
  const call = () => {
    calls++;
    return Promise.reject(new TypeError("no such method"));
  };
  await expect(retrying({ clock, ids: machineIds(clock.now) })(call)).rejects.toThrow("no such method");
  expect(calls).toBe(1);
});
