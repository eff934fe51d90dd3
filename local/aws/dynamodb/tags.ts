import { AwsError } from "../aws-error.ts";
import { validation } from "./errors.ts";
import { checkMembers, present, text, type Violation } from "./members.ts";
import { type Input, optionalList, optionalText, structure } from "./shape.ts";
import type { Store } from "./store.ts";
import type { Table } from "./table.ts";
import type { Tag } from "./table-definition.ts";

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html
const mostTags = 50;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export function tagResource(store: Store, input: Input): object {
  const tags = readTags(input) ?? [];
  checkMembers(present("tags", input.Tags));
  const table = tagged(store, input, "TagResource");
  if (tags.length === 0) throw validation("Atleast one Tag needs to be provided as Input.");
  const kept = tagsOf(table).filter(({ Key }) => !tags.some((tag) => tag.Key === Key));
  return retag(store, table, [...kept, ...tags]);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export function untagResource(store: Store, input: Input): object {
  const keys = optionalList(input, "TagKeys");
  checkMembers(present("tagKeys", keys));
  const table = tagged(store, input, "UntagResource");
  if (keys?.length === 0) throw validation("Atleast one Tag Key needs to be provided as Input.");
  return retag(
    store,
    table,
    tagsOf(table).filter(({ Key }) => !keys?.includes(Key)),
  );
}

/** All tags at once. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export function listTagsOfResource(store: Store, input: Input): object {
  return { Tags: tagsOf(tagged(store, input, "ListTagsOfResource")) };
}

/** The tags that a request gives. @throws AwsError ValidationException for a tag that AWS does not allow. */
export function readTags(input: Input): Tag[] | undefined {
  const given = optionalList(input, "Tags")?.map(structure);
  checkMembers(...(given ?? []).flatMap((tag, index) => tagViolations(tag, index + 1)));
  const tags = given?.map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }));
  if (tags && new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw validation("Duplicate tag keys are not allowed: give each key once.");
  const reserved = tags?.find(({ Key }) => Key.toLowerCase().startsWith("aws:"));
  if (reserved) throw validation(`The tag key ${reserved.Key} begins with aws:, which AWS keeps for itself.`);
  return tags;
}

function tagViolations(tag: Input, position: number): Violation[] {
  const member = `tags.${position}.member`;
  return [
    present(`${member}.key`, tag.Key),
    text(`${member}.key`, optionalText(tag, "Key"), [1, 128]),
    present(`${member}.value`, tag.Value),
    text(`${member}.value`, optionalText(tag, "Value"), [0, 256]),
  ];
}

const tagsOf = ({ definition }: Table): Tag[] => definition.Tags ?? [];

function tagged({ options, tables }: Store, input: Input, operation: string): Table {
  const arn = optionalText(input, "ResourceArn");
  if (!arn) throw validation("Invalid TableArn");
  const [, , , region, account, resource = ""] = arn.split(":");
  if (!/^arn:aws[a-z-]*:dynamodb:[^:]+:\d+:table\/[a-zA-Z0-9_.-]{3,255}$/.test(arn))
    throw validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  if (region !== options.region || account !== options.accountId)
    throw new AwsError(
      "AccessDeniedException",
      `User: arn:aws:iam::${options.accountId}:root is not authorized to perform: dynamodb:${operation} on resource: ${arn}`,
    );
  const table = tables.get(resource.slice("table/".length));
  if (table) return table;
  throw new AwsError(
    "ResourceNotFoundException",
    `Requested resource not found: ResourcArn: ${arn} not found`,
  );
}

function retag(store: Store, { definition }: Table, tags: readonly Tag[]): object {
  if (tags.length > mostTags) throw validation(`A table can have at most ${mostTags} tags.`);
  store.define({ ...definition, Tags: [...tags] });
  return {};
}
