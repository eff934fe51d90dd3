import type { NewPlace, Place, PlaceUpdate } from "./schema/place.ts";
import { slugOf } from "./slug.ts";

/** The identity of a place: `<kind>~<slug>`. */
export const placeKey = ({ kind, slug }: Pick<Place, "kind" | "slug">) => `${kind}~${slug}`;

/** A place as it is first stored; a location's name is part of its slug, as a city may have several. */
export function newPlace(input: NewPlace, now: string): Place {
  const named = input.kind === "location" && input.name ? `${input.name} ` : "";
  const slug = slugOf(`${named}${input.city} ${input.state}`);
  return {
    ...input,
    key: placeKey({ kind: input.kind, slug }),
    slug,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** The place after a change; its kind, city, state, key and slug stay. */
export function updatedPlace(place: Place, update: PlaceUpdate, now: string): Place {
  const { key, kind, city, state, slug, createdAt } = place;
  return { key, kind, city, state, slug, createdAt, ...update, version: update.version + 1, updatedAt: now };
}
