import { api } from "#middleware";
import { createPlace as create } from "#pipeline/places.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST …/places` */
export const createPlace = (container: Container) =>
  api(route("createPlace", container), ({ path, body }) => create(container.cloud, path.businessId, body));
