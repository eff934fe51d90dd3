import type { Place } from "#domain/schema/place.ts";
import { api } from "#middleware";
import { listOwned } from "#pipeline/owned.ts";
import { placeKind } from "#pipeline/places.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET …/places` */
export const listPlaces = (container: Container) =>
  api(route("listPlaces", container), ({ path, query }) =>
    listOwned<Place>(container.cloud, placeKind, path.businessId, query),
  );
