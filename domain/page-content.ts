import type { PageContent, PageDraft } from "./schema/page.ts";
import type { PlannedPage } from "./spec.ts";

/** Takes markup and control characters out of a text: pages are plain text, whatever the model answered. */
export function cleanText(text: string): string {
  return (
    text
      .replace(/<[a-z/!?][^<>]*>/gi, " ")
      .replaceAll("<", "‹")
      .replaceAll(">", "›")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point.
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, " ")
      // One space alone, the usual case, needs no replacing.
      .replace(/\u00a0[ \u00a0]*| [ \u00a0]+/g, " ")
      .split("\n")
      .map((line) => line.trim())
      .join("\n")
      .trim()
  );
}

/** The draft with every text cleaned. */
export function cleanDraft(draft: PageDraft): PageDraft {
  return {
    title: cleanText(draft.title),
    metaDescription: cleanText(draft.metaDescription),
    h1: cleanText(draft.h1),
    sections: draft.sections.map(({ heading, content }) => ({
      heading: cleanText(heading),
      content: cleanText(content),
    })),
    callToAction: cleanText(draft.callToAction),
  };
}

const textsOf = (draft: PageDraft) => [
  draft.title,
  draft.metaDescription,
  draft.h1,
  ...draft.sections.flatMap(({ heading, content }) => [heading, content]),
  draft.callToAction,
];

/** How many words a reader sees, headings included. */
export const countWords = (draft: PageDraft) =>
  [draft.h1, ...draft.sections.flatMap(({ heading, content }) => [heading, content]), draft.callToAction]
    .join(" ")
    .match(/\S+/g)?.length ?? 0;

const fewestWords = 80;

/** What is wrong with a cleaned draft of `page`, in sentences that the model can act on; empty when nothing is. */
export function complaintsAbout(draft: PageDraft, { place }: PlannedPage): string[] {
  const texts = textsOf(draft);
  const text = texts.join("\n");
  const words = countWords(draft);
  return [
    texts.includes("") && "One of its texts is empty.",
    /\{\{|\}\}/.test(text) && "It has a placeholder in double braces.",
    !names(text, place.city) && `It does not name the city ${place.city}.`,
    words < fewestWords && `It has ${words} words; at least ${fewestWords} are needed.`,
  ].filter((complaint) => complaint !== false);
}

/** Whether a text names a city, whatever the case, the spacing and the form of its accents. */
function names(text: string, city: string): boolean {
  if (text.includes(city)) return true;
  const plain = (part: string) => part.normalize("NFC").replace(/\s+/gu, " ").trim().toLowerCase();
  return plain(text).includes(plain(city));
}

/** The page as it is stored. */
export const pageContent = (draft: PageDraft, { slug, path }: PlannedPage): PageContent => ({
  ...draft,
  wordCount: countWords(draft),
  slug,
  path,
});
