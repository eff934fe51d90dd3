import { api } from "#middleware";
import { getBusiness as get } from "#pipeline/businesses.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/businesses/{businessId}` */
export const getBusiness = (container: Container) =>
  api(route("getBusiness", container), ({ path }) => get(container.cloud, path.businessId));
