import Type, { type Static } from "typebox";
import { Instant, line, Phone, Slug, State, strict, Version, Zip } from "./common.ts";

export const PlaceKind = Type.Enum(["service-area", "location"]);
export type PlaceKind = Static<typeof PlaceKind>;

/** `<kind>~<slug>`: the identity of a place within its business. */
export const PlaceKey = Type.String({ maxLength: 200, pattern: "^(service-area|location)~[a-z0-9-]+$" });

const details = {
  county: Type.Optional(line(80)),
  zip: Type.Optional(Zip),
  /** A location's own name, such as the name of the shop. */
  name: Type.Optional(line(120)),
  address: Type.Optional(line(200)),
  phone: Type.Optional(Phone),
};

/** What an operator sends to add a place; a `location` needs a name. */
export const NewPlace = strict({ kind: PlaceKind, city: line(80), state: State, ...details });
export type NewPlace = Static<typeof NewPlace>;

/** A change of a place; kind, city and state are its identity and stay. */
export const PlaceUpdate = strict({ ...details, version: Version });
export type PlaceUpdate = Static<typeof PlaceUpdate>;

/** Where a page is for: a city that is served, or a location of the business itself. */
export const Place = strict({
  key: PlaceKey,
  kind: PlaceKind,
  city: line(80),
  state: State,
  slug: Slug,
  ...details,
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
});
export type Place = Static<typeof Place>;
