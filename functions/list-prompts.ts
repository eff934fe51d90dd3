import { api } from "#middleware";
import { listPrompts as list } from "#pipeline/prompts.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET …/prompts` */
export const listPrompts = (container: Container) =>
  api(route("listPrompts", container), ({ path, query }) => list(container.cloud, path.businessId, query));
