import { api } from "#middleware";
import { deleteOwned } from "#pipeline/owned.ts";
import { topicKind } from "#pipeline/topics.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `DELETE …/topics/{key}` */
export const deleteTopic = (container: Container) =>
  api(route("deleteTopic", container), async ({ path }) => {
    await deleteOwned(container.cloud, topicKind, path.businessId, path.key);
    return undefined;
  });
