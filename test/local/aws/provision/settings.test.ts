import { expect, test } from "@jest/globals";
import { provisioned, services } from "./provision-services.ts";

test("a queue and a parameter get their tags, encryption and texts from the template", async () => {
  const engines = services();
  await provisioned(
    {
      Resources: {
        Orders: {
          Type: "AWS::SQS::Queue",
          Properties: {
            QueueName: "orders",
            KmsMasterKeyId: "alias/orders",
            KmsDataKeyReusePeriodSeconds: 600,
            SqsManagedSseEnabled: false,
            Tags: [{ Key: "team", Value: "shipping" }],
          },
        },
        Greeting: {
          Type: "AWS::SSM::Parameter",
          Properties: {
            Name: "/greeting",
            Type: "String",
            Value: "hello",
            Description: "What the shop says",
            AllowedPattern: "[a-z]+",
            Tier: "Advanced",
            Tags: { team: "front" },
          },
        },
      },
    },
    { services: engines },
  );
  const { QueueUrl } = (await engines.sqs.call("GetQueueUrl", { QueueName: "orders" })) as {
    QueueUrl: string;
  };
  expect(await engines.sqs.call("ListQueueTags", { QueueUrl })).toEqual({ Tags: { team: "shipping" } });
  expect(
    await engines.sqs.call("GetQueueAttributes", {
      QueueUrl,
      AttributeNames: ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"],
    }),
  ).toEqual({ Attributes: { KmsMasterKeyId: "alias/orders", KmsDataKeyReusePeriodSeconds: "600" } });
  expect(await engines.ssm.call("DescribeParameters", {})).toMatchObject({
    Parameters: [
      { Name: "/greeting", Description: "What the shop says", AllowedPattern: "[a-z]+", Tier: "Advanced" },
    ],
  });
  expect(
    await engines.ssm.call("ListTagsForResource", { ResourceType: "Parameter", ResourceId: "/greeting" }),
  ).toEqual({ TagList: [{ Key: "team", Value: "front" }] });
});
