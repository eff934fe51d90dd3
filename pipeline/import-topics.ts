import type { Cloud } from "#cloud/cloud.ts";
import type { NewTopic, Topic } from "#domain/schema/topic.ts";
import { newTopic } from "#domain/topic.ts";
import { isoTime } from "./entity.ts";
import { type Imported, type ImportRequest, importRows } from "./import-rows.ts";
import { topicKind } from "./topics.ts";

/** Imports topics from CSV (`kind,language,name,intent`) or rows. @param complaints checks a row against its schema. */
export function importTopics(
  cloud: Cloud,
  request: ImportRequest,
  complaints: (row: unknown) => string[],
): Promise<Imported> {
  const now = isoTime(cloud.clock.now());
  return importRows<NewTopic, Topic>(
    cloud,
    {
      kind: topicKind,
      columns: ["kind", "language", "name", "intent"],
      complaints,
      entityOf: (row) => newTopic(row, now),
      same: (stored, imported) => stored.name === imported.name,
    },
    request,
  );
}
