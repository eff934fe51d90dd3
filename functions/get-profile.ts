import { api } from "#middleware";
import { getProfile as get } from "#pipeline/profiles.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET …/profile` */
export const getProfile = (container: Container) =>
  api(route("getProfile", container), ({ path }) => get(container.cloud, path.businessId));
