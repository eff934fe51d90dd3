import {
  AddPermissionCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  RemovePermissionCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { arn, startSqs, stopAll } from "./start-sqs.ts";

let service: Awaited<ReturnType<typeof startSqs>>;
let QueueUrl: string | undefined;

const other = "111122223333";
const add = (Label: string, AWSAccountIds = [other], Actions = ["ReceiveMessage"]) =>
  service.client.send(new AddPermissionCommand({ QueueUrl, Label, AWSAccountIds, Actions }));
const remove = (Label: string) => service.client.send(new RemovePermissionCommand({ QueueUrl, Label }));
const setPolicy = (policy: unknown) =>
  service.client.send(
    new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(policy) } }),
  );
const policy = async () => {
  const { Attributes } = await service.client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }),
  );
  return Attributes?.Policy === undefined ? undefined : JSON.parse(Attributes.Policy);
};
const statement = (more: object = {}) => ({
  Effect: "Allow",
  Principal: "*",
  Action: "sqs:SendMessage",
  Resource: arn("work"),
  ...more,
});

beforeEach(async () => {
  service = await startSqs();
  QueueUrl = (await service.client.send(new CreateQueueCommand({ QueueName: "work" }))).QueueUrl;
});
afterAll(stopAll);

describe("permissions", () => {
  test("one is a statement in the queue's policy, and goes again", async () => {
    await add("first");
    await add("second", [other, "444455556666"], ["SendMessage", "*"]);
    const first = {
      Sid: "first",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${other}:root` },
      Action: "SQS:ReceiveMessage",
      Resource: arn("work"),
    };
    expect(await policy()).toEqual({
      Version: "2008-10-17",
      Id: `${arn("work")}/SQSDefaultPolicy`,
      Statement: [
        first,
        {
          ...first,
          Sid: "second",
          Principal: { AWS: [`arn:aws:iam::${other}:root`, "arn:aws:iam::444455556666:root"] },
          Action: ["SQS:SendMessage", "SQS:*"],
        },
      ],
    });
    await remove("second");
    expect((await policy()).Statement).toEqual([first]);
    await remove("first");
    expect(await policy()).toBeUndefined();
  });

  test("the statements of a policy of one's own stay", async () => {
    await setPolicy({ Version: "2012-10-17", Statement: statement({ Sid: "mine" }) });
    await add("theirs");
    await remove("theirs");
    expect(await policy()).toEqual({ Version: "2012-10-17", Statement: [statement({ Sid: "mine" })] });
  });

  test("a label is used once, and must be there to be removed", async () => {
    await add("first");
    await expect(add("first")).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "Value first for parameter Label is invalid. Reason: Already exists.",
    });
    await expect(remove("none")).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "Value none for parameter Label is invalid. Reason: can't find label.",
    });
  });

  test.each([
    ["a b", [other], ["SendMessage"], "InvalidParameterValue"],
    ["l".repeat(81), [other], ["SendMessage"], "InvalidParameterValue"],
    ["", [other], ["SendMessage"], "MissingParameter"],
    ["ok", ["12345"], ["SendMessage"], "InvalidParameterValue"],
    ["ok", [], ["SendMessage"], "MissingParameter"],
    ["ok", [other], [], "MissingParameter"],
    ["ok", [other], ["SendMail"], "InvalidParameterValue"],
    ["ok", [other], ["CreateQueue"], "InvalidParameterValue"],
    ["ok", [other], Array(8).fill("SendMessage"), "OverLimit"],
  ])("label %s for %j with %j is refused", async (label, accounts, actions, error) => {
    await expect(add(label, accounts, actions)).rejects.toMatchObject({ name: error });
    expect(await policy()).toBeUndefined();
  });

  test("a queue has at most twenty statements", async () => {
    for (let index = 0; index < 20; index++) await add(`s${index}`);
    await expect(add("more")).rejects.toMatchObject({
      name: "OverLimit",
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe("policies", () => {
  test.each([
    ["no object", [], "InvalidAttributeValue"],
    ["no statement", { Version: "2012-10-17" }, "InvalidAttributeValue"],
    ["an effect of its own", { Statement: statement({ Effect: "Maybe" }) }, "InvalidAttributeValue"],
    ["no principal", { Statement: statement({ Principal: undefined }) }, "InvalidAttributeValue"],
    ["no action", { Statement: statement({ Action: undefined }) }, "InvalidAttributeValue"],
    [
      "another service's action",
      { Statement: statement({ Action: "s3:GetObject" }) },
      "InvalidAttributeValue",
    ],
    ["a text as statement", { Statement: ["x"] }, "InvalidAttributeValue"],
    ["a number as principal", { Statement: statement({ Principal: { AWS: 1 } }) }, "InvalidAttributeValue"],
    ["an unknown action", { Statement: statement({ Action: "sqs:SendMail" }) }, "InvalidParameterValue"],
    ["51 principals", { Statement: statement({ Principal: { AWS: Array(51).fill(other) } }) }, "OverLimit"],
    ["more than 8 KB", { Id: "x".repeat(8192), Statement: statement() }, "OverLimit"],
  ])("one with %s is refused", async (_, given, error) => {
    await expect(setPolicy(given)).rejects.toMatchObject({ name: error });
    expect(await policy()).toBeUndefined();
  });

  test("the actions of a statement are counted as AWS words it", async () => {
    await expect(
      setPolicy({ Statement: statement({ Action: Array(10).fill("sqs:SendMessage") }) }),
    ).rejects.toMatchObject({
      message: "10 actions were found in a statement from the submitted policy, max allowed is 7",
    });
  });
});
