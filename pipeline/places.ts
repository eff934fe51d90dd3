import type { Cloud } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";
import { newPlace, updatedPlace } from "#domain/place.ts";
import type { NewPlace, Place, PlaceUpdate } from "#domain/schema/place.ts";
import { slugOf } from "#domain/slug.ts";
import { isoTime } from "./entity.ts";
import { keys } from "./keys.ts";
import { createOwned, type OwnedKind, updateOwned } from "./owned.ts";

/** Places, as a kind of thing that a business owns. */
export const placeKind: OwnedKind = {
  what: "place",
  prefix: "PLACE#",
  missing: "place-not-found",
  keyOf: keys.place,
};

/** What is wrong with a place that its schema cannot say; empty when nothing is. */
export function placeComplaint({
  kind,
  name,
  city,
}: Pick<NewPlace, "kind" | "name" | "city">): string | undefined {
  if (slugOf(city) === "") return "the city has no letters or digits to make a slug of";
  return kind === "location" && !name ? "a location needs a name, as a city may have several" : undefined;
}

function refuse(place: Pick<NewPlace, "kind" | "name" | "city">): void {
  const message = placeComplaint(place);
  if (!message) return;
  const pointer = slugOf(place.city) === "" ? "/body/city" : "/body/name";
  throw new Failure("invalid-request", `The place cannot be stored: ${message}.`, [{ pointer, message }]);
}

/** @throws Failure `invalid-request` for a location without a name; see also `createOwned`. */
export async function createPlace(cloud: Cloud, businessId: string, input: NewPlace): Promise<Place> {
  refuse(input);
  return createOwned(cloud, placeKind, businessId, newPlace(input, isoTime(cloud.clock.now())));
}

/** See `updateOwned`. */
export function updatePlace(
  cloud: Cloud,
  businessId: string,
  key: string,
  update: PlaceUpdate,
): Promise<Place> {
  const change = (place: Place) => {
    const updated = updatedPlace(place, update, isoTime(cloud.clock.now()));
    refuse(updated);
    return updated;
  };
  return updateOwned(cloud, placeKind, { businessId, key, version: update.version }, change);
}
