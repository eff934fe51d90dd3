import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  type ParameterStringFilter,
  PutParameterCommand,
  type PutParameterCommandInput,
  UnlabelParameterVersionCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startSsm, stopAll } from "./start-ssm.ts";

let service: Awaited<ReturnType<typeof startSsm>>;

const put = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  service.client.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
const overwrite = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  put(Name, Value, { Overwrite: true, Type: undefined, ...more });
const get = async (Name: string, WithDecryption = false) =>
  (await service.client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;
const label = (Name: string, Labels: string[], ParameterVersion?: number) =>
  service.client.send(new LabelParameterVersionCommand({ Name, Labels, ParameterVersion }));

beforeEach(async () => {
  service = await startSsm();
});
afterAll(stopAll);

describe("putting and getting", () => {
  test("a parameter comes back with its version, time and ARN", async () => {
    expect(await put("/app/url", "https://example.com")).toMatchObject({ Version: 1, Tier: "Standard" });
    expect(await get("/app/url")).toEqual({
      ARN: "arn:aws:ssm:us-east-1:123456789012:parameter/app/url",
      DataType: "text",
      LastModifiedDate: new Date(service.clock.now()),
      Name: "/app/url",
      Type: "String",
      Value: "https://example.com",
      Version: 1,
    });
    expect(await get("arn:aws:ssm:us-east-1:123456789012:parameter/app/url")).toMatchObject({
      Name: "/app/url",
    });
  });

  test("an existing one is overwritten only when that is asked for, and keeps what is left out", async () => {
    await put("/app/list", "a,b", { Type: "StringList", Description: "letters" });
    await expect(put("/app/list", "c")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    expect(await overwrite("/app/list", "c")).toMatchObject({ Version: 2 });
    expect(await get("/app/list")).toMatchObject({ Type: "StringList", Value: "c", Version: 2 });
    const { Parameters } = await service.client.send(new DescribeParametersCommand({}));
    expect(Parameters).toMatchObject([{ Name: "/app/list", Description: "letters", Version: 2 }]);
  });

  test("a secret is shown only with decryption", async () => {
    await put("/app/key", "hunter2", { Type: "SecureString" });
    const hidden = await get("/app/key");
    expect(hidden?.Value).toMatch(/^[A-Za-z0-9+/]{40,}=*$/);
    expect(Buffer.from(hidden?.Value ?? "", "base64").toString("latin1")).not.toContain("hunter2");
    expect(await get("/app/key", true)).toMatchObject({ Type: "SecureString", Value: "hunter2" });
  });

  test("with and without the leading slash a root name is the same parameter", async () => {
    await put("root", "x");
    expect(await get("/root")).toMatchObject({ Name: "root", Value: "x" });
    await expect(put("/root", "y")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
  });

  test("what is not there is not found", async () => {
    await expect(get("/none")).rejects.toMatchObject({
      name: "ParameterNotFound",
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe("rules for a new value", () => {
  test.each([
    ["has space", {}, "ValidationException"],
    ["/ends/", {}, "ValidationException"],
    ["no/slash", {}, "ValidationException"],
    ["awsome", {}, "ValidationException"],
    ["/ssm/x", {}, "ValidationException"],
    ["/aws/x", {}, "AccessDeniedException"],
    [`/${"a/".repeat(15)}b`, {}, "HierarchyLevelLimitExceededException"],
    ["/a", { Type: undefined }, "ValidationException"],
    ["/a", { Type: "Text" as never }, "ValidationException"],
    ["/a", { Value: "" }, "ValidationException"],
    ["/a", { Value: "x".repeat(4097) }, "ValidationException"],
    ["/a", { Value: "x".repeat(8193), Tier: "Advanced" as const }, "ValidationException"],
    ["/a", { KeyId: "alias/mine" }, "ValidationException"],
    ["/a", { DataType: "Text" }, "ValidationException"],
    ["/a", { Value: "{{ssm:other}}" }, "ValidationException"],
    ["/a", { Description: "d".repeat(1025) }, "ValidationException"],
    ["/a", { Type: "SecureString" as const, KeyId: "not a key" }, "ValidationException"],
    ["/a", { AllowedPattern: "\\d+" }, "ParameterPatternMismatchException"],
    ["/a", { AllowedPattern: "(" }, "InvalidAllowedPatternException"],
  ])("%s with %j is refused", async (name, more, error) => {
    await expect(put(name, "value", more)).rejects.toMatchObject({ name: error });
    expect(service.records).toEqual([]);
  });

  test("spaces around a name are dropped, within it they are refused", async () => {
    await put("  /app/x ", "x");
    expect(await get(" /app/x ")).toMatchObject({ Name: "/app/x" });
    await expect(get("/app /x")).rejects.toMatchObject({ name: "ValidationException" });
  });

  test.each([
    ["aws:ec2:image", "ami-12345abcdeEXAMPLE", "image-1"],
    ["aws:region", "eu-central-1", "europe"],
    ["aws:account:id", "123456789012", "12345"],
    ["boolean", "true", "yes"],
    ["integer", "-443", "4.43"],
    ["float", "4.43", "four"],
    ["hostname", "db-1.example.com", "-db.example.com"],
    ["email", "someone@example.com", "someone@"],
    ["ipv4-address", "192.0.2.1", "192.0.2.256"],
    ["ipv6-address", "2001:db8::1", "192.0.2.1"],
    ["url", "https://example.com/a?b=c", "example"],
    ["json", '{"a":[1]}', "{a:1}"],
  ])("a value of the data type %s is checked", async (DataType, right, wrong) => {
    await expect(put("/typed", wrong, { DataType })).rejects.toMatchObject({ name: "ValidationException" });
    await put("/typed", right, { DataType });
    expect(await get("/typed")).toMatchObject({ DataType, Value: right });
  });

  test("the deepest name has fifteen levels", async () => {
    await put(`/${"a/".repeat(14)}b`, "x");
  });

  test("the tier fits the value: asked for, or chosen by Intelligent-Tiering, and never lowered", async () => {
    await put("/small", "x".repeat(4096));
    expect(await put("/big", "x".repeat(8192), { Tier: "Intelligent-Tiering" })).toMatchObject({
      Tier: "Advanced",
    });
    await expect(overwrite("/big", "x", { Tier: "Standard" })).rejects.toMatchObject({
      message: expect.stringContaining("can't downgrade"),
    });
    expect(await overwrite("/big", "x")).toMatchObject({ Tier: "Advanced" });
    expect(await overwrite("/small", "x".repeat(5000), { Tier: "Advanced" })).toMatchObject({
      Tier: "Advanced",
    });
  });

  test("the whole value must match the pattern, and later values too", async () => {
    await put("/digits", "12", { AllowedPattern: "\\d+" });
    await expect(overwrite("/digits", "12a")).rejects.toMatchObject({
      name: "ParameterPatternMismatchException",
    });
  });

  test("a type cannot be changed", async () => {
    await put("/a", "x");
    await expect(overwrite("/a", "x", { Type: "SecureString" })).rejects.toMatchObject({
      name: "HierarchyTypeMismatchException",
    });
  });

  test("tags do not go with an overwrite", async () => {
    await put("/a", "x");
    await expect(overwrite("/a", "x", { Tags: [{ Key: "k", Value: "v" }] })).rejects.toMatchObject({
      message: expect.stringContaining("tags and overwrite can't be used together"),
    });
  });
});

describe("versions and labels", () => {
  beforeEach(async () => {
    await put("/v", "one");
    for (const value of ["two", "three"]) await overwrite("/v", value);
  });

  test("a version is chosen by number or label", async () => {
    await label("/v", ["live"], 2);
    expect(await get("/v:1")).toMatchObject({ Value: "one", Version: 1, Selector: ":1" });
    expect(await get("/v:live")).toMatchObject({ Value: "two", Selector: ":live" });
    expect(await get("/v")).not.toHaveProperty("Selector");
    for (const selector of ["9", "none"])
      await expect(get(`/v:${selector}`)).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
  });

  test("a label moves, without a version to the latest", async () => {
    await label("/v", ["live"], 1);
    expect(await label("/v", ["live"])).toMatchObject({ ParameterVersion: 3, InvalidLabels: [] });
    const { Parameters } = await service.client.send(new GetParameterHistoryCommand({ Name: "/v" }));
    expect(Parameters?.map(({ Value, Labels }) => [Value, Labels])).toEqual([
      ["one", []],
      ["two", []],
      ["three", ["live"]],
    ]);
  });

  test("labels that break the rules are listed and not set", async () => {
    const wrong = ["1st", "aws.x", "SSM", "a b", "x".repeat(101)];
    expect(await label("/v", [...wrong, "fine"], 1)).toMatchObject({ InvalidLabels: wrong });
    expect(await get("/v:fine")).toMatchObject({ Version: 1 });
    await expect(get("/v:1st")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
  });

  test("labels are taken away from the version they stand at, and others are listed", async () => {
    await label("/v", ["live", "old"], 2);
    await label("/v", ["next"], 3);
    const unlabel = (Labels: string[], ParameterVersion = 2, Name = "/v") =>
      service.client.send(new UnlabelParameterVersionCommand({ Name, ParameterVersion, Labels }));
    expect(await unlabel(["old", "next", "none"])).toMatchObject({
      RemovedLabels: ["old"],
      InvalidLabels: ["next", "none"],
    });
    await expect(get("/v:old")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    expect(await get("/v:live")).toMatchObject({ Version: 2 });
    expect(await get("/v:next")).toMatchObject({ Version: 3 });
    await expect(unlabel(["live"], 9)).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    await expect(unlabel(["live"], 2, "/none")).rejects.toMatchObject({ name: "ParameterNotFound" });
    const again = await startSsm(service.records);
    await expect(again.client.send(new GetParameterCommand({ Name: "/v:old" }))).rejects.toMatchObject({
      name: "ParameterVersionNotFound",
    });
  });

  test("below a path, a filter by label gives the labelled versions", async () => {
    await put("/app/plain", "x");
    await put("/app/a", "one");
    await overwrite("/app/a", "two");
    await label("/app/a", ["live"], 1);
    const { Parameters } = await service.client.send(
      new GetParametersByPathCommand({
        Path: "/app",
        ParameterFilters: [{ Key: "Label", Values: ["live", "other"] }],
      }),
    );
    expect(Parameters).toMatchObject([{ Name: "/app/a", Value: "one", Version: 1 }]);
    expect(Parameters).toHaveLength(1);
  });

  test("a version has at most ten labels", async () => {
    await label(
      "/v",
      Array.from({ length: 10 }, (_, index) => `l${index}`),
      1,
    );
    await expect(label("/v", ["more"], 1)).rejects.toMatchObject({
      name: "ParameterVersionLabelLimitExceeded",
    });
    await expect(label("/v", ["more"], 7)).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
  });

  test("a hundred versions are kept, and a labelled oldest one blocks the next", async () => {
    for (let version = 4; version <= 101; version++) await overwrite("/v", `${version}`);
    await expect(get("/v:1")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    expect(await get("/v:2")).toMatchObject({ Value: "two" });
    await label("/v", ["keep"], 2);
    await expect(overwrite("/v", "more")).rejects.toMatchObject({ name: "ParameterMaxVersionLimitExceeded" });
  });

  test("the history comes in pages, and hides secrets without decryption", async () => {
    await put("/s", "secret", { Type: "SecureString" });
    const history = async (input: { Name: string; MaxResults?: number; NextToken?: string }) =>
      service.client.send(new GetParameterHistoryCommand(input));
    const first = await history({ Name: "/v", MaxResults: 2 });
    expect(first.Parameters?.map(({ Version }) => Version)).toEqual([1, 2]);
    const second = await history({ Name: "/v", MaxResults: 2, NextToken: first.NextToken });
    expect(second.Parameters?.map(({ Version }) => Version)).toEqual([3]);
    expect(second.NextToken).toBeUndefined();
    const [secret] = (await history({ Name: "/s" })).Parameters ?? [];
    expect(secret?.Value).not.toBe("secret");
    expect(secret?.KeyId).toBe("alias/aws/ssm");
    await expect(history({ Name: "/none" })).rejects.toMatchObject({ name: "ParameterNotFound" });
  });
});

describe("several at once", () => {
  test("names that are not there are listed as invalid", async () => {
    await put("/a", "1");
    const { Parameters, InvalidParameters } = await service.client.send(
      new GetParametersCommand({ Names: ["/a", "/none", "/a:9"] }),
    );
    expect(Parameters?.map(({ Name }) => Name)).toEqual(["/a"]);
    expect(InvalidParameters).toEqual(["/none", "/a:9"]);
    await expect(
      service.client.send(
        new GetParametersCommand({ Names: Array.from({ length: 11 }, (_, n) => `/p${n}`) }),
      ),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("a path gives its children, with recursion all below it, in pages", async () => {
    for (const name of ["/app/b", "/app/a", "/app/sub/c", "/apple", "root"]) await put(name, name);
    const below = async (Path: string, more = {}) => {
      const reply = await service.client.send(new GetParametersByPathCommand({ Path, ...more }));
      return { names: reply.Parameters?.map(({ Name }) => Name), next: reply.NextToken };
    };
    expect((await below("/app")).names).toEqual(["/app/a", "/app/b"]);
    expect((await below("/app/", { Recursive: true })).names).toEqual(["/app/a", "/app/b", "/app/sub/c"]);
    expect((await below("/")).names).toEqual(["/apple", "root"]);
    const first = await below("/app", { Recursive: true, MaxResults: 2 });
    expect(first.names).toEqual(["/app/a", "/app/b"]);
    const second = await below("/app", { Recursive: true, MaxResults: 2, NextToken: first.next });
    expect(second).toEqual({ names: ["/app/sub/c"], next: undefined });
    await expect(below("app")).rejects.toMatchObject({ name: "ValidationException" });
    await expect(below("/app", { MaxResults: 11 })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(below("/app", { NextToken: "?" })).rejects.toMatchObject({ name: "InvalidNextToken" });
  });

  test("deletions name what they deleted and what was not there", async () => {
    for (const name of ["/a", "/b"]) await put(name, "x");
    expect(await service.client.send(new DeleteParametersCommand({ Names: ["/a", "/none"] }))).toMatchObject({
      DeletedParameters: ["/a"],
      InvalidParameters: ["/none"],
    });
    await service.client.send(new DeleteParameterCommand({ Name: "/b" }));
    for (const name of ["/a", "/b"])
      await expect(get(name)).rejects.toMatchObject({ name: "ParameterNotFound" });
    await expect(service.client.send(new DeleteParameterCommand({ Name: "/b" }))).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
  });
});

describe("describing", () => {
  const describeAll = async (...ParameterFilters: ParameterStringFilter[]) =>
    (await service.client.send(new DescribeParametersCommand({ ParameterFilters }))).Parameters?.map(
      ({ Name }) => Name,
    );

  test("filters choose by name, type, tier and path", async () => {
    await put("/app/a", "x");
    await put("/app/key", "x", { Type: "SecureString" });
    await put("/app/sub/c", "x", { Tier: "Advanced" });
    expect(await describeAll()).toEqual(["/app/a", "/app/key", "/app/sub/c"]);
    expect(await describeAll({ Key: "Name", Option: "BeginsWith", Values: ["/app/s", "/app/k"] })).toEqual([
      "/app/key",
      "/app/sub/c",
    ]);
    expect(await describeAll({ Key: "Name", Option: "Contains", Values: ["sub"] })).toEqual(["/app/sub/c"]);
    expect(await describeAll({ Key: "Type", Values: ["SecureString"] })).toEqual(["/app/key"]);
    expect(await describeAll({ Key: "Tier", Values: ["Advanced"] })).toEqual(["/app/sub/c"]);
    expect(await describeAll({ Key: "Path", Values: ["/app"] })).toEqual(["/app/a", "/app/key"]);
    expect(await describeAll({ Key: "Path", Option: "Recursive", Values: ["/app"] })).toHaveLength(3);
  });

  test("a filter may come once, and the older filters do not go with the newer", async () => {
    await expect(
      describeAll({ Key: "Name", Values: ["/a"] }, { Key: "Name", Values: ["/b"] }),
    ).rejects.toMatchObject({ name: "InvalidFilterKey", message: expect.stringContaining("duplicated") });
    for (const name of ["/app/a", "/app/b", "/x"]) await put(name, "x");
    const Filters = [{ Key: "Name" as const, Values: ["/app"] }];
    const { Parameters } = await service.client.send(new DescribeParametersCommand({ Filters }));
    expect(Parameters?.map(({ Name }) => Name)).toEqual(["/app/a", "/app/b"]);
    await expect(
      service.client.send(
        new DescribeParametersCommand({ Filters, ParameterFilters: [{ Key: "Type", Values: ["String"] }] }),
      ),
    ).rejects.toMatchObject({ name: "ValidationException" });
    expect((await service.client.send(new DescribeParametersCommand({ Shared: true }))).Parameters).toEqual(
      [],
    );
  });

  test.each([
    [{ Key: "Colour", Values: ["x"] }, "ValidationException"],
    [{ Key: "Label", Values: ["x"] }, "InvalidFilterKey"],
    [{ Key: "Type", Values: ["Text"] }, "InvalidFilterOption"],
    [{ Key: "Type", Option: "Contains", Values: ["String"] }, "InvalidFilterOption"],
    [{ Key: "Name", Option: "Like", Values: ["x"] }, "InvalidFilterOption"],
    [{ Key: "Path", Option: "Equals", Values: ["/x"] }, "InvalidFilterOption"],
    [{ Key: "Name", Values: [] }, "InvalidFilterValue"],
  ])("the filter %j is refused", async (filter, error) => {
    await expect(describeAll(filter)).rejects.toMatchObject({ name: error });
  });
});

test("after a replay of the journal the state is what it was", async () => {
  await put("/a", "one", { Description: "first" });
  await overwrite("/a", "two");
  await label("/a", ["live"], 1);
  await put("/s", "secret", { Type: "SecureString" });
  await put("/gone", "x");
  await service.client.send(new DeleteParameterCommand({ Name: "/gone" }));
  const state = async ({ client }: typeof service) => ({
    described: (await client.send(new DescribeParametersCommand({}))).Parameters,
    history: (await client.send(new GetParameterHistoryCommand({ Name: "/a" }))).Parameters,
    live: (await client.send(new GetParameterCommand({ Name: "/a:live" }))).Parameter,
    secret: (await client.send(new GetParameterCommand({ Name: "/s" }))).Parameter,
  });
  expect(await state(await startSsm(service.records))).toEqual(await state(service));
  expect(service.records).toHaveLength(6);
});
