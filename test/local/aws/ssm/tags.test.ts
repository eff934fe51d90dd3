import {
  AddTagsToResourceCommand,
  DescribeParametersCommand,
  ListTagsForResourceCommand,
  type ParameterStringFilter,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  type ResourceTypeForTagging,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { startSsm, stopAll } from "./start-ssm.ts";

let service: Awaited<ReturnType<typeof startSsm>>;

const toTags = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const put = (Name: string, tags: Record<string, string> = {}) =>
  service.client.send(new PutParameterCommand({ Name, Value: "x", Type: "String", Tags: toTags(tags) }));
const of = (ResourceId: string, ResourceType: ResourceTypeForTagging = "Parameter") => ({
  ResourceType,
  ResourceId,
});
const add = (name: string, tags: Record<string, string>) =>
  service.client.send(new AddTagsToResourceCommand({ ...of(name), Tags: toTags(tags) }));
const list = async (name: string, { client } = service) => {
  const { TagList } = await client.send(new ListTagsForResourceCommand(of(name)));
  return Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key, Value]));
};
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));

beforeEach(async () => {
  service = await startSsm();
});
afterAll(stopAll);

test("tags are set with the parameter, added, replaced and removed, and survive a replay", async () => {
  await put("/a", { team: "web" });
  await add("/a", { team: "data", stage: "" });
  expect(await list("/a")).toEqual({ team: "data", stage: "" });
  await service.client.send(
    new RemoveTagsFromResourceCommand({ ...of("/a"), TagKeys: ["team", "never there"] }),
  );
  expect(await list("/a")).toEqual({ stage: "" });
  expect(await list("/a", await startSsm(service.records))).toEqual({ stage: "" });
});

test("a tag is a filter: by key alone, by value and by a value's beginning", async () => {
  await put("/a", { team: "web" });
  await put("/b", { team: "data" });
  await put("/c");
  const found = async (filter: Omit<ParameterStringFilter, "Key">) =>
    (
      await service.client.send(
        new DescribeParametersCommand({ ParameterFilters: [{ Key: "tag:team", ...filter }] }),
      )
    ).Parameters?.map(({ Name }) => Name);
  expect(await found({})).toEqual(["/a", "/b"]);
  expect(await found({ Values: ["data"] })).toEqual(["/b"]);
  expect(await found({ Option: "BeginsWith", Values: ["w", "x"] })).toEqual(["/a"]);
});

test("a parameter has at most fifty tags", async () => {
  await put("/a", many(50));
  await expect(add("/a", { more: "v" })).rejects.toMatchObject({ name: "TooManyTagsError" });
  await expect(put("/b", many(51))).rejects.toMatchObject({ name: "TooManyTagsError" });
});

test.each([
  [{ "aws:team": "v" }],
  [{ "": "v" }],
  [{ ["k".repeat(129)]: "v" }],
  [{ key: "v".repeat(257) }],
  [{ "key!": "v" }],
])("the tags %j are refused", async (tags: Record<string, string>) => {
  await put("/a");
  await expect(add("/a", tags)).rejects.toMatchObject({ name: "ValidationException" });
  expect(await list("/a")).toEqual({});
});

test("what is not there, and what is no parameter, is an invalid id", async () => {
  await expect(list("/none")).rejects.toMatchObject({ name: "InvalidResourceId" });
  await put("/a");
  await expect(
    service.client.send(new ListTagsForResourceCommand(of("/a", "Document"))),
  ).rejects.toMatchObject({ name: "InvalidResourceId" });
  await expect(
    service.client.send(new ListTagsForResourceCommand(of("/a", "Bucket" as never))),
  ).rejects.toMatchObject({ name: "ValidationException" });
});
