import type { Topic } from "#domain/schema/topic.ts";
import { api } from "#middleware";
import { listOwned } from "#pipeline/owned.ts";
import { topicKind } from "#pipeline/topics.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET …/topics` */
export const listTopics = (container: Container) =>
  api(route("listTopics", container), ({ path, query }) =>
    listOwned<Topic>(container.cloud, topicKind, path.businessId, query),
  );
