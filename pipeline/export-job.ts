import type { Cloud } from "#cloud/cloud.ts";
import { chunkOf } from "#domain/chunk.ts";
import type { PageContent } from "#domain/schema/page.ts";
import { plannedPage } from "#domain/spec.ts";
import { readMeta } from "./job-meta.ts";
import { readSpec } from "./job-spec.ts";
import { keys } from "./keys.ts";
import { encodeCursor } from "./list.ts";
import { numbersAfter, pageAfter, pageCursor, readStates } from "./list-pages.ts";

/** A part of an export: lines of JSON, and where the next part begins; no cursor means that it was the last. */
export interface ExportPart {
  lines: string;
  cursor?: string;
}

const pagesPerPart = 100;

/** The written pages of a job by number, each a line of JSON with what it is about. @throws Failure `job-not-found`. */
export async function exportJob(
  cloud: Cloud,
  jobId: string,
  cursor: string | undefined,
): Promise<ExportPart> {
  const meta = await readMeta(cloud, jobId);
  const [spec, done] = await Promise.all([
    readSpec(cloud, jobId),
    numbersAfter(cloud, meta, pageAfter(cursor), "DONE"),
  ]);
  const shown = done.slice(0, pagesPerPart);
  const states = await readStates(cloud, meta, shown);
  const contentKeys = [...states.values()]
    .filter(({ status }) => status === "DONE")
    .map(({ n, attempt }) => keys.content(jobId, chunkOf(n, meta.chunks), n, attempt));
  const items = await cloud.table.getMany(contentKeys);
  const contents = new Map(
    items.map(({ sk, packed }) => [numberIn(sk), cloud.codec.unpack(packed as Uint8Array)]),
  );
  const lines = shown.flatMap((n) => {
    const content = contents.get(n);
    if (content === undefined) return [];
    const { topic, place } = plannedPage(spec, n);
    return `${JSON.stringify({ n, topic: topic.key, place: place.key, language: topic.language, ...(JSON.parse(content) as PageContent) })}\n`;
  });
  const last = shown.at(-1);
  return {
    lines: lines.join(""),
    ...(done.length > pagesPerPart && last && { cursor: encodeCursor(pageCursor(last)) }),
  };
}

/** The page number in the sort key of a content item, `C#<n>#<attempt>`. */
const numberIn = (sk: string) => Number(sk.split("#")[1]);
