import { api } from "#middleware";
import { updateTopic as update } from "#pipeline/topics.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `PUT …/topics/{key}` */
export const updateTopic = (container: Container) =>
  api(route("updateTopic", container), ({ path, body }) =>
    update(container.cloud, path.businessId, path.key, body),
  );
