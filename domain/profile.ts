import type { Profile, ProfileUpdate } from "./schema/business.ts";

/** Jobs start only when at least this much of the profile is filled in (percent). */
export const leastCompleteness = 40;

const weights: readonly [(profile: ProfileUpdate) => boolean, number][] = [
  [({ tagline }) => tagline.trim() !== "", 15],
  [({ description }) => description.trim().length >= 40, 20],
  [({ services }) => services.length > 0, 25],
  [({ audience }) => audience.trim() !== "", 10],
  [({ voice }) => voice.trim() !== "", 10],
  [({ hours }) => hours !== undefined, 10],
  [({ yearEstablished }) => yearEstablished !== undefined, 5],
  [({ socialProfiles }) => (socialProfiles ?? []).length > 0, 5],
];

/** How much of a profile is filled in, in percent. */
export const completenessOf = (profile: ProfileUpdate) =>
  weights.reduce((sum, [filled, weight]) => sum + (filled(profile) ? weight : 0), 0);

/** The profile as it is stored after `update`. */
export function storedProfile(update: ProfileUpdate, now: string): Profile {
  return { ...update, version: update.version + 1, completeness: completenessOf(update), updatedAt: now };
}
