import type { Cloud } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";
import { storedProfile } from "#domain/profile.ts";
import type { Profile, ProfileUpdate } from "#domain/schema/business.ts";
import { getBusiness, versionConflict } from "./businesses.ts";
import { absent, equals } from "./conditions.ts";
import { entityOf, isoTime, itemOf } from "./entity.ts";
import { keys } from "./keys.ts";

/** @throws Failure `business-not-found` or `profile-not-found`. */
export async function getProfile(cloud: Cloud, businessId: string): Promise<Profile> {
  const item = await cloud.table.get(keys.profile(businessId));
  if (item) return entityOf(item);
  await getBusiness(cloud, businessId);
  throw new Failure("profile-not-found", "Save one with PUT and version 0.");
}

/**
 * Stores the profile as version `update.version + 1`.
 * @throws Failure `business-not-found`, or `version-conflict` when another version is stored.
 */
export async function putProfile(cloud: Cloud, businessId: string, update: ProfileUpdate): Promise<Profile> {
  await getBusiness(cloud, businessId);
  const profile = storedProfile(update, isoTime(cloud.clock.now()));
  const condition = update.version === 0 ? absent() : equals("version", update.version);
  const written = await cloud.table.put(itemOf(keys.profile(businessId), profile), condition);
  if (!written.applied) throw versionConflict("profile", update.version, written.found?.version ?? 0);
  return profile;
}
