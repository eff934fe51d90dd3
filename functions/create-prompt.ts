import { api } from "#middleware";
import { createPrompt as create } from "#pipeline/prompts.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST …/prompts` */
export const createPrompt = (container: Container) =>
  api(route("createPrompt", container), ({ path, body }) => create(container.cloud, path.businessId, body));
