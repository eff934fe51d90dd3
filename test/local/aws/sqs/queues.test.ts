import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { accountId, arn, minute, startSqs, stopAll } from "./start-sqs.ts";

let service: Awaited<ReturnType<typeof startSqs>>;

const create = (QueueName: string, Attributes: Record<string, string> = {}, tags = {}) =>
  service.client.send(new CreateQueueCommand({ QueueName, Attributes, tags }));
const set = (QueueUrl: string | undefined, Attributes: Record<string, string>) =>
  service.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
const attributes = async (QueueUrl: string | undefined, names: string[] = ["All"]) =>
  (
    await service.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names as QueueAttributeName[] }),
    )
  ).Attributes;

beforeEach(async () => {
  service = await startSqs();
});
afterAll(stopAll);

describe("creating", () => {
  test("a new queue has its URL, its ARN and AWS's defaults", async () => {
    const { QueueUrl } = await create("jobs");
    expect(QueueUrl).toBe(`http://127.0.0.1:4566/${accountId}/jobs`);
    expect(await attributes(QueueUrl)).toEqual({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      CreatedTimestamp: String(service.clock.now() / 1000),
      DelaySeconds: "0",
      LastModifiedTimestamp: String(service.clock.now() / 1000),
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      QueueArn: arn("jobs"),
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "30",
    });
    expect(service.sqs.queueByArn(arn("jobs"))).toEqual({ name: "jobs", url: QueueUrl, arn: arn("jobs") });
    expect(service.sqs.queueByArn(arn("none"))).toBeUndefined();
  });

  test("creating the same queue again gives the same URL; another attribute is a clash", async () => {
    const { QueueUrl } = await create("jobs", { DelaySeconds: "5" });
    expect((await create("jobs")).QueueUrl).toBe(QueueUrl);
    expect((await create("jobs", { DelaySeconds: "5" })).QueueUrl).toBe(QueueUrl);
    await expect(create("jobs", { DelaySeconds: "6" })).rejects.toMatchObject({
      name: "QueueNameExists",
      message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
      Error: { Code: "QueueAlreadyExists" },
    });
  });

  test.each([
    ["has space", {}, "InvalidParameterValue"],
    ["x".repeat(81), {}, "InvalidParameterValue"],
    ["plain", { FifoQueue: "true" }, "InvalidParameterValue"],
    ["ordered.fifo", {}, "InvalidParameterValue"],
    ["jobs", { Nonsense: "1" }, "InvalidAttributeName"],
    ["jobs", { QueueArn: "x" }, "InvalidAttributeName"],
    ["jobs", { ContentBasedDeduplication: "true" }, "InvalidAttributeName"],
    ["jobs", { DelaySeconds: "901" }, "InvalidAttributeValue"],
    ["jobs", { VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    ["jobs", { VisibilityTimeout: "soon" }, "InvalidAttributeValue"],
    ["jobs", { MaximumMessageSize: "1048577" }, "InvalidAttributeValue"],
    ["jobs", { MaximumMessageSize: "1023" }, "InvalidAttributeValue"],
    ["jobs", { MessageRetentionPeriod: "59" }, "InvalidAttributeValue"],
    ["jobs", { ReceiveMessageWaitTimeSeconds: "21" }, "InvalidAttributeValue"],
    ["jobs", { Policy: "{" }, "InvalidAttributeValue"],
    ["ha.fifo", { FifoQueue: "true", FifoThroughputLimit: "perMessageGroupId" }, "InvalidAttributeValue"],
    ["ha.fifo", { FifoQueue: "true", DeduplicationScope: "group" }, "InvalidAttributeValue"],
    ["jobs", { KmsMasterKeyId: "key", SqsManagedSseEnabled: "true" }, "InvalidAttributeName"],
  ])("%s with %j is refused", async (name, given, error) => {
    await expect(create(name, given)).rejects.toMatchObject({ name: error });
    expect((await service.client.send(new ListQueuesCommand())).QueueUrls).toBeUndefined();
  });

  test("creating a queue again with other tags is a clash, without tags it is none", async () => {
    const { QueueUrl } = await create("jobs", {}, { team: "web" });
    expect((await create("jobs", {}, { team: "web" })).QueueUrl).toBe(QueueUrl);
    expect((await create("jobs")).QueueUrl).toBe(QueueUrl);
    for (const tags of [{ team: "data" }, { team: "web", stage: "test" }])
      await expect(create("jobs", {}, tags)).rejects.toMatchObject({ name: "QueueNameExists" });
  });

  test("a FIFO queue can be made fast: one quota and one deduplication for each group", async () => {
    const { QueueUrl } = await create("fast.fifo", {
      FifoQueue: "true",
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
    });
    await expect(set(QueueUrl, { DeduplicationScope: "queue" })).rejects.toMatchObject({
      name: "InvalidAttributeValue",
    });
    await set(QueueUrl, { DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" });
    expect(await attributes(QueueUrl, ["DeduplicationScope"])).toEqual({ DeduplicationScope: "queue" });
  });

  test("a deleted queue is gone, and its name rests for 60 seconds", async () => {
    const { QueueUrl } = await create("jobs");
    await service.client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(attributes(QueueUrl)).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    await expect(create("jobs")).rejects.toMatchObject({ name: "QueueDeletedRecently" });
    service.clock.advance(minute);
    await create("jobs");
  });
});

describe("attributes", () => {
  test("set attributes take effect, and only those asked for are returned", async () => {
    const { QueueUrl } = await create("jobs");
    service.clock.advance(5000);
    await set(QueueUrl, { VisibilityTimeout: "120", DelaySeconds: "010" });
    expect(
      await attributes(QueueUrl, ["VisibilityTimeout", "DelaySeconds", "LastModifiedTimestamp", "Policy"]),
    ).toEqual({
      VisibilityTimeout: "120",
      DelaySeconds: "10",
      LastModifiedTimestamp: String(service.clock.now() / 1000),
    });
    expect(await attributes(QueueUrl, [])).toBeUndefined();
    await expect(attributes(QueueUrl, ["Nonsense"])).rejects.toMatchObject({
      name: "InvalidAttributeName",
      message: "Unknown Attribute Nonsense.",
    });
  });

  test("an empty value removes a policy", async () => {
    const Policy =
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}}';
    const { QueueUrl } = await create("jobs", { Policy });
    expect(await attributes(QueueUrl, ["Policy"])).toEqual({ Policy });
    await set(QueueUrl, { Policy: "" });
    expect(await attributes(QueueUrl, ["Policy"])).toBeUndefined();
  });

  test("a queue has one kind of encryption: a key's, which brings its reuse period, or the service's", async () => {
    const { QueueUrl } = await create("jobs", { KmsMasterKeyId: "alias/mine" });
    const names = ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];
    expect(await attributes(QueueUrl, names)).toEqual({
      KmsMasterKeyId: "alias/mine",
      KmsDataKeyReusePeriodSeconds: "300",
      SqsManagedSseEnabled: "false",
    });
    await expect(set(QueueUrl, { SqsManagedSseEnabled: "true" })).rejects.toMatchObject({
      name: "InvalidAttributeName",
    });
    await set(QueueUrl, { KmsMasterKeyId: "", SqsManagedSseEnabled: "true" });
    expect(await attributes(QueueUrl, names)).toEqual({ SqsManagedSseEnabled: "true" });
  });

  test("a queue's kind cannot be changed", async () => {
    const standard = await create("jobs");
    const fifo = await create("jobs.fifo", { FifoQueue: "true" });
    await expect(set(standard.QueueUrl, { FifoQueue: "true" })).rejects.toMatchObject({
      name: "InvalidAttributeName",
    });
    await expect(set(fifo.QueueUrl, { FifoQueue: "false" })).rejects.toMatchObject({
      name: "InvalidAttributeValue",
      message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    });
  });

  test("a shorter retention holds for messages that are there", async () => {
    const { QueueUrl } = await create("jobs");
    await service.sqs.call("SendMessage", { QueueUrl, MessageBody: "old" });
    service.clock.advance(minute);
    await set(QueueUrl, { MessageRetentionPeriod: "60" });
    expect(await attributes(QueueUrl, ["ApproximateNumberOfMessages"])).toEqual({
      ApproximateNumberOfMessages: "0",
    });
  });
});

describe("redrive policies", () => {
  const redrive = (target: string, maxReceiveCount: unknown) =>
    JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount });

  test.each([
    ["no JSON", "not a valid JSON map"],
    ['{"maxReceiveCount":1}', "mandatory attribute: deadLetterTargetArn"],
    [`{"deadLetterTargetArn":"${arn("dead")}"}`, "mandatory attribute: maxReceiveCount"],
    [redrive("dummy", 42), "Invalid value for deadLetterTargetArn."],
    [redrive(arn("dead"), 0), "Invalid value for maxReceiveCount"],
    [redrive(arn("dead"), 1001), "Invalid value for maxReceiveCount"],
    [redrive(arn("missing"), 3), "Dead letter target does not exist."],
    [redrive(arn("dead.fifo"), 3), "must be same type of queue"],
    [redrive(arn("closed"), 3), "does not allow this source"],
  ])("%s is refused", async (policy, reason) => {
    await create("dead");
    await create("dead.fifo", { FifoQueue: "true" });
    await create("closed", { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
    await expect(create("jobs", { RedrivePolicy: policy })).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining(reason),
    });
  });

  test("a policy is kept with its count as a number, and goes with an empty value", async () => {
    await create("dead");
    const { QueueUrl } = await create("jobs", { RedrivePolicy: redrive(arn("dead"), "5") });
    expect(await attributes(QueueUrl, ["RedrivePolicy"])).toEqual({
      RedrivePolicy: redrive(arn("dead"), 5),
    });
    await set(QueueUrl, { RedrivePolicy: "" });
    expect(await attributes(QueueUrl, ["RedrivePolicy"])).toBeUndefined();
  });

  test("an allow policy by queue lets in the queues that it names", async () => {
    await create("dead", {
      RedriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [arn("jobs")] }),
    });
    await create("jobs", { RedrivePolicy: redrive(arn("dead"), 5) });
    await expect(create("other", { RedrivePolicy: redrive(arn("dead"), 5) })).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  test.each([
    '{"redrivePermission":"some"}',
    '{"redrivePermission":"byQueue"}',
    '{"redrivePermission":"denyAll","sourceQueueArns":[]}',
    "[]",
  ])("the allow policy %s is refused", async (policy) => {
    await expect(create("dead", { RedriveAllowPolicy: policy })).rejects.toMatchObject({
      name: "InvalidAttributeValue",
    });
  });
});

describe("lists and tags", () => {
  test("queues are listed by prefix and in pages", async () => {
    for (const name of ["b", "a2", "a1", "a3"]) await create(name);
    const list = async (input = {}) => service.client.send(new ListQueuesCommand(input));
    const names = (urls: string[] | undefined) => urls?.map((url) => url.split("/").at(-1));
    expect(names((await list()).QueueUrls)).toEqual(["a1", "a2", "a3", "b"]);
    const first = await list({ QueueNamePrefix: "a", MaxResults: 2 });
    expect(names(first.QueueUrls)).toEqual(["a1", "a2"]);
    const second = await list({ QueueNamePrefix: "a", MaxResults: 2, NextToken: first.NextToken });
    expect(names(second.QueueUrls)).toEqual(["a3"]);
    expect(second.NextToken).toBeUndefined();
    await expect(list({ MaxResults: 1001 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  test("a queue's URL is found by its name", async () => {
    const { QueueUrl } = await create("jobs");
    const find = (input: { QueueName: string; QueueOwnerAWSAccountId?: string }) =>
      service.client.send(new GetQueueUrlCommand(input));
    expect((await find({ QueueName: "jobs" })).QueueUrl).toBe(QueueUrl);
    await expect(find({ QueueName: "none" })).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    await expect(find({ QueueName: "jobs", QueueOwnerAWSAccountId: "999999999999" })).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
  });

  test("tags are added, replaced, listed and removed, at most 50", async () => {
    const { QueueUrl } = await create("jobs", {}, { team: "web" });
    const tag = (Tags: Record<string, string>) =>
      service.client.send(new TagQueueCommand({ QueueUrl, Tags }));
    const tags = async () => (await service.client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
    await tag({ team: "data", empty: "" });
    expect(await tags()).toEqual({ team: "data", empty: "" });
    await service.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["team", "empty"] }));
    expect(await tags()).toBeUndefined();
    await expect(
      tag(Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, "x"]))),
    ).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  test.each([[{ "aws:team": "v" }], [{ "": "v" }], [{ ["k".repeat(129)]: "v" }], [{ key: "v".repeat(257) }]])(
    "the tags %j are refused",
    async (tags: Record<string, string>) => {
      const { QueueUrl } = await create("jobs");
      await expect(service.client.send(new TagQueueCommand({ QueueUrl, Tags: tags }))).rejects.toMatchObject({
        name: "InvalidParameterValue",
      });
      await expect(create("tagged", {}, tags)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    },
  );
});
