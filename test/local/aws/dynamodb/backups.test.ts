import { DescribeContinuousBackupsCommand, UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, refusal } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const set = (PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays?: number) =>
  stack.client.send(
    new UpdateContinuousBackupsCommand({
      TableName: "things",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled, RecoveryPeriodInDays },
    }),
  );
const shown = async (TableName = "things") =>
  (await stack.client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription;

test("point-in-time recovery is off at first", async () => {
  expect(await shown()).toEqual({
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
  });
});

test("it covers the time since it was enabled, up to five minutes ago", async () => {
  const enabled = stack.clock.now();
  await set(true);
  stack.clock.advance(3_600_000);
  expect((await shown())?.PointInTimeRecoveryDescription).toEqual({
    PointInTimeRecoveryStatus: "ENABLED",
    RecoveryPeriodInDays: 35,
    EarliestRestorableDateTime: new Date(enabled),
    LatestRestorableDateTime: new Date(enabled + 55 * 60_000),
  });
});

test("it covers no more days than asked for", async () => {
  await set(true, 2);
  stack.clock.advance(10 * 86_400_000);
  expect((await shown())?.PointInTimeRecoveryDescription?.EarliestRestorableDateTime).toEqual(
    new Date(stack.clock.now() - 2 * 86_400_000),
  );
  expect(await invalid(set(true, 36))).toContain("Member must have value less than or equal to 35");
});

test("it can be turned off again", async () => {
  await set(true);
  await set(false);
  expect((await shown())?.PointInTimeRecoveryDescription).toEqual({ PointInTimeRecoveryStatus: "DISABLED" });
});

test("a missing table is named", async () => {
  expect(await refusal(shown("absent"))).toBe("TableNotFoundException: Table not found: absent");
});
