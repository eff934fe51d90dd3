import { api } from "#middleware";
import { putProfile as put } from "#pipeline/profiles.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `PUT …/profile` */
export const putProfile = (container: Container) =>
  api(route("putProfile", container), ({ path, body }) => put(container.cloud, path.businessId, body));
