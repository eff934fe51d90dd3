import { api } from "#middleware";
import { importPlaces as importRows } from "#pipeline/import-places.ts";
import { NewPlace } from "#validators";
import { complaintsOf } from "./complaints-of.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST …/places/bulk` */
export const importPlaces = (container: Container) =>
  api(route("importPlaces", container), ({ path, query, body }) =>
    importRows(container.cloud, { ...path, body, dryRun: query.dryRun ?? false }, complaintsOf(NewPlace)),
  );
