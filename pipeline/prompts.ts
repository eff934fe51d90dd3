import type { Cloud, Item } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";
import { checkedVariables } from "#domain/prompt-variables.ts";
import type { NewPrompt, PageType, Prompt } from "#domain/schema/prompt.ts";
import { getBusiness } from "./businesses.ts";
import { absent } from "./conditions.ts";
import { entityOf, isoTime, itemOf } from "./entity.ts";
import { businessPartition, keys } from "./keys.ts";
import { type Listed, type ListRequest, listItems } from "./list.ts";

type StoredPrompt = Omit<Prompt, "active">;

const defaultWords = 400;
const mostRaces = 5;

/**
 * Saves a prompt as the next version of its page type and, unless told otherwise, uses it for new jobs.
 * @throws Failure `business-not-found` or `unknown-variable`.
 */
export async function createPrompt(cloud: Cloud, businessId: string, input: NewPrompt): Promise<Prompt> {
  const variables = checkedVariables(input.template);
  await getBusiness(cloud, businessId);
  const stored = await putNextVersion(cloud, businessId, {
    pageType: input.pageType,
    template: input.template,
    wordCountTarget: input.wordCountTarget ?? defaultWords,
    variables,
    hash: cloud.ids.hash(input.template),
    createdAt: isoTime(cloud.clock.now()),
  });
  const active = input.activate ?? true;
  if (active) await pointAt(cloud, businessId, stored);
  return { ...stored, active };
}

async function putNextVersion(
  cloud: Cloud,
  businessId: string,
  prompt: Omit<StoredPrompt, "version">,
): Promise<StoredPrompt> {
  for (let race = 0; race < mostRaces; race++) {
    const stored = { ...prompt, version: (await newestVersion(cloud, businessId, prompt.pageType)) + 1 };
    const written = await cloud.table.put(
      itemOf(keys.prompt(businessId, prompt.pageType, stored.version), stored),
      absent(),
    );
    if (written.applied) return stored;
  }
  throw new Failure(
    "version-conflict",
    "Others saved prompts of this page type at the same moment: try again.",
  );
}

async function newestVersion({ table }: Cloud, businessId: string, pageType: PageType): Promise<number> {
  const prefix = `PROMPT#${pageType}#v`;
  const [newest] = await table.query(businessPartition(businessId), { prefix, descending: true, limit: 1 });
  return newest ? entityOf<StoredPrompt>(newest).version : 0;
}

const pointAt = ({ table }: Cloud, businessId: string, { pageType, version }: StoredPrompt) =>
  table.put(itemOf(keys.activePrompt(businessId, pageType), { version }));

/** Uses a saved version for new jobs. @throws Failure `prompt-not-found`. */
export async function activatePrompt(
  cloud: Cloud,
  businessId: string,
  pageType: PageType,
  version: number,
): Promise<Prompt> {
  const item = await cloud.table.get(keys.prompt(businessId, pageType, version));
  if (!item) {
    await getBusiness(cloud, businessId);
    throw new Failure("prompt-not-found", `There is no version ${version} of the prompt for ${pageType}.`);
  }
  const stored = entityOf<StoredPrompt>(item);
  await pointAt(cloud, businessId, stored);
  return { ...stored, active: true };
}

/** The version that new jobs of a page type use, or undefined when none was saved. */
export async function activePrompt(
  { table }: Cloud,
  businessId: string,
  pageType: PageType,
): Promise<StoredPrompt | undefined> {
  const pointer = await table.get(keys.activePrompt(businessId, pageType));
  const item = pointer && (await table.get(keys.prompt(businessId, pageType, pointer.version as number)));
  return item && entityOf(item);
}

/** Lists every version of every page type. */
export async function listPrompts(
  cloud: Cloud,
  businessId: string,
  request: ListRequest,
): Promise<Listed<Prompt>> {
  const { items, ...rest } = await listItems(
    cloud.table,
    { pk: businessPartition(businessId), prefix: "PROMPT#" },
    request,
  );
  if (items.length === 0) await getBusiness(cloud, businessId);
  const versions = items.filter(({ sk }) => !sk.endsWith("#ACTIVE"));
  const active = await activeVersions(cloud, businessId, versions);
  const prompts = versions.map((item) => entityOf<StoredPrompt>(item));
  return {
    items: prompts.map((prompt) => ({ ...prompt, active: active.get(prompt.pageType) === prompt.version })),
    ...rest,
  };
}

async function activeVersions({ table }: Cloud, businessId: string, versions: readonly Item[]) {
  const types = [...new Set(versions.map((item) => entityOf<StoredPrompt>(item).pageType))];
  const pointers = await table.getMany(types.map((type) => keys.activePrompt(businessId, type)));
  return new Map(pointers.map(({ sk, version }) => [sk.split("#")[1] ?? "", version as number]));
}
