import { api } from "#middleware";
import { activatePrompt as activate } from "#pipeline/prompts.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST …/prompts/{pageType}/{version}/activate` */
export const activatePrompt = (container: Container) =>
  api(route("activatePrompt", container), ({ path }) =>
    activate(container.cloud, path.businessId, path.pageType, path.version),
  );
