import { expect, test } from "@jest/globals";
import { AwsError, createSsm, memoryJournal, type ServiceCall, wallClock } from "#aws";
import { withTap } from "#local/aws/with-tap.ts";

const account = { region: "us-east-1", accountId: "000000000000", baseUrl: () => "" };
const ssm = createSsm({ clock: wallClock(), journal: memoryJournal(), ...account });

test("a tapped service answers as before and reports every call, refused ones without an output", async () => {
  const calls: ServiceCall[] = [];
  const tapped = withTap(ssm, "wire", (call) => calls.push(call));
  const put = { Name: "/a", Value: "1", Type: "String" };
  const output = await tapped.call("PutParameter", put);
  const missing = { Name: "/b" };
  await expect(tapped.call("GetParameter", missing)).rejects.toThrow(AwsError);
  expect(output).toMatchObject({ Version: 1 });
  expect(calls).toEqual([
    { service: "ssm", operation: "PutParameter", input: put, output, via: "wire" },
    { service: "ssm", operation: "GetParameter", input: missing, output: undefined, via: "wire" },
  ]);
});

test("without a listener a service is its own self", () => {
  expect(withTap(ssm, "wire", undefined)).toBe(ssm);
});
