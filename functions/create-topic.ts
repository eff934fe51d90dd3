import { api } from "#middleware";
import { createTopic as create } from "#pipeline/topics.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST …/topics` */
export const createTopic = (container: Container) =>
  api(route("createTopic", container), ({ path, body }) => create(container.cloud, path.businessId, body));
