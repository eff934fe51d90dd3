import { api } from "#middleware";
import { importTopics as importRows } from "#pipeline/import-topics.ts";
import { NewTopic } from "#validators";
import { complaintsOf } from "./complaints-of.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST …/topics/bulk` */
export const importTopics = (container: Container) =>
  api(route("importTopics", container), ({ path, query, body }) =>
    importRows(container.cloud, { ...path, body, dryRun: query.dryRun ?? false }, complaintsOf(NewTopic)),
  );
