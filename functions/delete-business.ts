import { api } from "#middleware";
import { deleteBusiness as remove } from "#pipeline/businesses.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `DELETE /api/businesses/{businessId}` */
export const deleteBusiness = (container: Container) =>
  api(route("deleteBusiness", container), async ({ path }) => {
    await remove(container.cloud, path.businessId);
    return undefined;
  });
