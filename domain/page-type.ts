import type { PlaceKind } from "./schema/place.ts";
import type { PageType } from "./schema/prompt.ts";
import type { TopicKind } from "./schema/topic.ts";

/** The kinds of topic and place that each page type combines. */
export const pageTypes: Record<PageType, { topic: TopicKind; place: PlaceKind }> = {
  "keyword-service-area": { topic: "keyword", place: "service-area" },
  "keyword-location": { topic: "keyword", place: "location" },
  "service-service-area": { topic: "service", place: "service-area" },
  "service-location": { topic: "service", place: "location" },
  "blog-service-area": { topic: "blog", place: "service-area" },
  "blog-location": { topic: "blog", place: "location" },
};
