import type { Item, Key } from "#cloud/cloud.ts";

/** What an item holds besides its key. The shape is the writer's promise: each key has one kind of item. */
export function entityOf<T>({ pk: _pk, sk: _sk, ...entity }: Item): T {
  return entity as T;
}

/** An entity as the item that stands at `key`; absent fields are left out. */
export function itemOf(key: Key, entity: object): Item {
  const present = Object.entries(entity).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(present), ...key };
}

/** A moment as it is stored and shown. */
export const isoTime = (milliseconds: number) => new Date(milliseconds).toISOString();
