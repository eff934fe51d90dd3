import type { Cloud } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";
import type { Business, NewBusiness } from "#domain/schema/business.ts";
import { absent, equals } from "./conditions.ts";
import { entityOf, isoTime, itemOf } from "./entity.ts";
import { businessPartition, keys } from "./keys.ts";
import { type Listed, type ListRequest, listItems } from "./list.ts";

/** Adds a business. */
export async function createBusiness({ table, clock, ids }: Cloud, input: NewBusiness): Promise<Business> {
  const now = isoTime(clock.now());
  const business: Business = { id: ids.uuid(), ...input, version: 1, createdAt: now, updatedAt: now };
  await table.put(itemOf(keys.business(business.id), business), absent());
  return business;
}

/** @throws Failure `business-not-found`. */
export async function getBusiness({ table }: Cloud, businessId: string): Promise<Business> {
  const item = await table.get(keys.business(businessId));
  if (!item) throw noSuchBusiness(businessId);
  return entityOf(item);
}

export async function listBusinesses({ table }: Cloud, request: ListRequest): Promise<Listed<Business>> {
  const { items, ...rest } = await listItems(table, { pk: "BIZ", prefix: "BIZ#" }, request);
  return { items: items.map((item) => entityOf<Business>(item)), ...rest };
}

/** @throws Failure `business-not-found`, or `version-conflict` when it was changed since it was read. */
export async function updateBusiness(
  { table, clock }: Cloud,
  businessId: string,
  { version, ...fields }: NewBusiness & { version: number },
): Promise<Business> {
  const change = { set: { ...fields, version: version + 1, updatedAt: isoTime(clock.now()) } };
  const written = await table.update(keys.business(businessId), change, equals("version", version));
  if (written.applied) return entityOf(written.item);
  throw written.found
    ? versionConflict("business", version, written.found.version)
    : noSuchBusiness(businessId);
}

/**
 * Deletes a business with its profile, topics, places and prompts; its jobs and pages stay.
 * What belongs to it goes first, so that a crash leaves a business to delete again and no orphans.
 * @throws Failure `business-not-found`.
 */
export async function deleteBusiness(cloud: Cloud, businessId: string): Promise<void> {
  await getBusiness(cloud, businessId);
  const owned = await cloud.table.query(businessPartition(businessId));
  for (const { pk, sk } of owned) await cloud.table.remove({ pk, sk });
  await cloud.table.remove(keys.business(businessId));
}

/** The answer to an update that names a version which is no longer the stored one. */
export const versionConflict = (what: string, sent: number, stored: unknown) =>
  new Failure(
    "version-conflict",
    `The ${what} is at version ${stored}, not ${sent}: read it again and repeat your change.`,
    [{ pointer: "/body/version", message: `Version ${stored} is stored.` }],
  );

const noSuchBusiness = (businessId: string) =>
  new Failure("business-not-found", `No business has the id ${businessId}: GET /api/businesses lists them.`);
