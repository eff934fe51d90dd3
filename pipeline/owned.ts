import type { Cloud, Item, Key } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";
import type { ProblemCode } from "#domain/problem-codes.ts";
import { getBusiness, versionConflict } from "./businesses.ts";
import { absent, equals, present } from "./conditions.ts";
import { entityOf, itemOf } from "./entity.ts";
import { businessPartition } from "./keys.ts";
import { type Listed, type ListRequest, listItems } from "./list.ts";

/** What topics and places have in common: a key made of their slug, and a version. */
interface Owned {
  key: string;
  version: number;
}

/** A kind of thing that a business owns: what it is called, where it stands, how it is missed. */
export interface OwnedKind {
  what: "topic" | "place";
  prefix: "TOPIC#" | "PLACE#";
  missing: ProblemCode;
  keyOf(businessId: string, key: string): Key;
}

/** Stores a new one. @throws Failure `business-not-found`, or `already-exists` when the slug is taken. */
export async function createOwned<T extends Owned>(
  cloud: Cloud,
  kind: OwnedKind,
  businessId: string,
  entity: T,
): Promise<T> {
  await getBusiness(cloud, businessId);
  const written = await cloud.table.put(itemOf(kind.keyOf(businessId, entity.key), entity), absent());
  if (written.applied) return entity;
  throw new Failure(
    "already-exists",
    `A ${kind.what} with the key ${entity.key} exists: change that one, or choose another name.`,
    [
      {
        pointer: "/body/name",
        message: `It has the same slug as the ${kind.what} “${written.found?.name ?? entity.key}”.`,
      },
    ],
  );
}

/** Lists them in the order of their keys, of one kind only when `subKind` is given. */
export async function listOwned<T>(
  cloud: Cloud,
  kind: OwnedKind,
  businessId: string,
  { kind: subKind, ...request }: ListRequest & { kind?: string | undefined },
): Promise<Listed<T>> {
  const prefix = kind.prefix + (subKind ? `${subKind}#` : "");
  const { items, ...rest } = await listItems(
    cloud.table,
    { pk: businessPartition(businessId), prefix },
    request,
  );
  if (items.length === 0) await getBusiness(cloud, businessId);
  return { items: items.map((item) => entityOf<T>(item)), ...rest };
}

/** Replaces the one at `key` with `change` of it, if it still has the version that the client read. */
export async function updateOwned<T extends Owned>(
  cloud: Cloud,
  kind: OwnedKind,
  at: { businessId: string; key: string; version: number },
  change: (old: T) => T,
): Promise<T> {
  const key = kind.keyOf(at.businessId, at.key);
  const old = await cloud.table.get(key);
  if (!old) throw await notFound(cloud, kind, at.businessId, at.key);
  const updated = change(entityOf<T>(old));
  const written = await cloud.table.put(itemOf(key, updated), equals("version", at.version));
  if (written.applied) return updated;
  throw versionConflict(kind.what, at.version, written.found?.version ?? "none");
}

/** Deletes one. @throws Failure when there is none. */
export async function deleteOwned(
  cloud: Cloud,
  kind: OwnedKind,
  businessId: string,
  key: string,
): Promise<void> {
  const written = await cloud.table.remove(kind.keyOf(businessId, key), present());
  if (!written.applied) throw await notFound(cloud, kind, businessId, key);
}

/** Reads all of one sub-kind, however many pages they fill. */
export async function allOwned<T>(
  cloud: Cloud,
  kind: OwnedKind,
  businessId: string,
  subKind?: string,
): Promise<T[]> {
  const prefix = kind.prefix + (subKind ? `${subKind}#` : "");
  const items: Item[] = await cloud.table.query(businessPartition(businessId), { prefix });
  return items.map((item) => entityOf<T>(item));
}

async function notFound(cloud: Cloud, kind: OwnedKind, businessId: string, key: string): Promise<Failure> {
  await getBusiness(cloud, businessId);
  return new Failure(
    kind.missing,
    `This business has no ${kind.what} with the key ${key}: list its ${kind.what}s to see their keys.`,
  );
}
