import type { Cloud } from "#cloud/cloud.ts";
import { absent } from "./conditions.ts";
import { isoTime } from "./entity.ts";
import { keys } from "./keys.ts";

/**
 * Binds an address to the account that came with it first, and says whether it is still that one: an address may get
 * a new owner, who must not walk into the old one's rights. An administrator who wants that removes the item.
 */
export async function isSameAccount({ table, clock }: Cloud, email: string, sub: string): Promise<boolean> {
  const key = keys.user(email);
  const known = await table.get(key);
  if (known !== undefined) return known.sub === sub;
  const written = await table.put({ ...key, sub, since: isoTime(clock.now()) }, absent());
  return written.applied || written.found?.sub === sub;
}
