import { api } from "#middleware";
import { deleteOwned } from "#pipeline/owned.ts";
import { placeKind } from "#pipeline/places.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `DELETE …/places/{key}` */
export const deletePlace = (container: Container) =>
  api(route("deletePlace", container), async ({ path }) => {
    await deleteOwned(container.cloud, placeKind, path.businessId, path.key);
    return undefined;
  });
