import { api } from "#middleware";
import { updatePlace as update } from "#pipeline/places.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `PUT …/places/{key}` */
export const updatePlace = (container: Container) =>
  api(route("updatePlace", container), ({ path, body }) =>
    update(container.cloud, path.businessId, path.key, body),
  );
