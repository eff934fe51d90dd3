import { api } from "#middleware";
import { updateBusiness as update } from "#pipeline/businesses.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `PUT /api/businesses/{businessId}` */
export const updateBusiness = (container: Container) =>
  api(route("updateBusiness", container), ({ path, body }) => update(container.cloud, path.businessId, body));
