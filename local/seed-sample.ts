import { readFile } from "node:fs/promises";
import type { Business } from "#domain/schema/business.ts";
import type { ApiClient } from "./api-client.ts";

const read = (name: string) => readFile(new URL(`./sample/${name}`, import.meta.url), "utf8");

/** The page type of the sample job: 34 topics × 51 places. */
export const samplePageType = "keyword-service-area";

/** Adds the sample client through the API, unless it is there: business, profile, prompt, topics and places. */
export async function seedSample(api: ApiClient): Promise<Business> {
  const sample = JSON.parse(await read("business.json")) as { name: string };
  const { items } = await api.request<{ items: Business[] }>("GET", "/api/businesses?limit=100");
  const business = items.find(({ name }) => name === sample.name) ?? (await addBusiness(api, sample));
  const path = `/api/businesses/${business.id}`;
  await api.request("POST", `${path}/topics/bulk`, { csv: await read("topics.csv") });
  await api.request("POST", `${path}/places/bulk`, { csv: await read("places.csv") });
  return business;
}

async function addBusiness(api: ApiClient, sample: { name: string }): Promise<Business> {
  const business = await api.request<Business>("POST", "/api/businesses", { json: sample });
  const path = `/api/businesses/${business.id}`;
  const profile = JSON.parse(await read("profile.json")) as object;
  await api.request("PUT", `${path}/profile`, { json: { ...profile, version: 0 } });
  const template = await read("prompt.md");
  await api.request("POST", `${path}/prompts`, { json: { pageType: samplePageType, template } });
  return business;
}
