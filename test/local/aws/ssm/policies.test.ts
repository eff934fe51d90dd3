import {
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { startSsm, stopAll } from "./start-ssm.ts";

let service: Awaited<ReturnType<typeof startSsm>>;
const hour = 3_600_000;

const put = (policies: unknown, more: Partial<PutParameterCommandInput> = {}) =>
  service.client.send(
    new PutParameterCommand({
      Name: "/a",
      Value: "x",
      Type: "String",
      Tier: "Advanced",
      Policies: typeof policies === "string" ? policies : JSON.stringify(policies),
      ...more,
    }),
  );
const get = () => service.client.send(new GetParameterCommand({ Name: "/a" }));
const shown = async () =>
  (await service.client.send(new DescribeParametersCommand({}))).Parameters?.[0]?.Policies;
const policy = (Type: string, Attributes: object, Version = "1.0") => ({ Type, Version, Attributes });
const expiration = (inMilliseconds = hour) =>
  policy("Expiration", { Timestamp: new Date(service.clock.now() + inMilliseconds).toISOString() });

beforeEach(async () => {
  service = await startSsm();
});
afterAll(stopAll);

test("an expired parameter is gone at its time, and its name can be used anew", async () => {
  await put([expiration()]);
  service.clock.advance(hour - 1);
  expect((await get()).Parameter?.Value).toBe("x");
  service.clock.advance(1);
  await expect(get()).rejects.toMatchObject({ name: "ParameterNotFound" });
  expect(await put("[]")).toMatchObject({ Version: 1 });
  const again = await startSsm(service.records);
  const { Parameter } = await again.client.send(new GetParameterCommand({ Name: "/a" }));
  expect(Parameter?.Version).toBe(1);
});

test("policies are described, kept by an overwrite, and removed by an empty one", async () => {
  const policies = [
    expiration(),
    policy("ExpirationNotification", { Before: "2", Unit: "Days" }),
    policy("NoChangeNotification", { After: "20", Unit: "Hours" }),
  ];
  await put(policies);
  const expected = policies.map((one) => ({
    PolicyText: JSON.stringify(one),
    PolicyType: one.Type,
    PolicyStatus: "Pending",
  }));
  expect(await shown()).toEqual(expected);
  await put(undefined, { Overwrite: true, Policies: undefined });
  expect(await shown()).toEqual(expected);
  await put("[{}]", { Overwrite: true });
  expect(await shown()).toEqual([]);
  service.clock.advance(2 * hour);
  expect((await get()).Parameter?.Version).toBe(3);
});

test("policies raise Intelligent-Tiering to the advanced tier, and the standard tier refuses them", async () => {
  await expect(put([expiration()], { Tier: "Standard" })).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("advanced-parameter tier"),
  });
  expect(await put([expiration()], { Tier: "Intelligent-Tiering" })).toMatchObject({ Tier: "Advanced" });
});

const period = { After: "1", Unit: "Days" };
test.each([
  ["{", "ValidationException"],
  ["[1]", "ValidationException"],
  [[policy("Rotation", {})], "InvalidPolicyTypeException"],
  [[policy("Expiration", { Timestamp: "soon" })], "InvalidPolicyAttributeException"],
  [[policy("Expiration", {})], "InvalidPolicyAttributeException"],
  [[policy("NoChangeNotification", { After: "1", Unit: "Weeks" })], "InvalidPolicyAttributeException"],
  [[policy("NoChangeNotification", { After: "0", Unit: "Days" })], "InvalidPolicyAttributeException"],
  [[policy("NoChangeNotification", period, "2.0")], "InvalidPolicyAttributeException"],
  [[policy("ExpirationNotification", { Before: "1", Unit: "Days" })], "IncompatiblePolicyException"],
  [Array(2).fill(policy("Expiration", { Timestamp: "2030-01-01T00:00:00Z" })), "IncompatiblePolicyException"],
  [Array(11).fill(policy("NoChangeNotification", period)), "PoliciesLimitExceededException"],
])("the policies %j are refused", async (policies, error) => {
  await expect(put(policies)).rejects.toMatchObject({ name: error });
  await expect(get()).rejects.toMatchObject({ name: "ParameterNotFound" });
});
