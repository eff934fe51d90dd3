import { type SectionRole, sectionRoles } from "./copy.ts";
import type { Facts } from "./facts.ts";
import { pick, type Random, shuffle } from "./random.ts";
import { createSlotSets } from "./slots.ts";
import { countWords, cut, fill, isUsable, type Slots, type Template } from "./template.ts";
import { type SectionWording, wordings } from "./wording.ts";

/** A landing page as the product asks for it. */
export interface Page {
  /** At most 70 characters. */
  title: string;
  /** At most 160 characters. */
  metaDescription: string;
  /** At most 120 characters. */
  h1: string;
  sections: { heading: string; content: string }[];
  /** At most 200 characters; a heading at most 160. */
  callToAction: string;
}

const limits = { title: 70, metaDescription: 160, h1: 120, heading: 160, callToAction: 200 };

/**
 * Writes the page for `facts`; equal facts and an equal `random` give the same page.
 * The words of headline, headings, paragraphs and call to action come to about `wordCountTarget`.
 */
export function writePage(facts: Facts, random: Random): Page {
  const { copy, frame, sections } = wordings[facts.language];
  const slotSets = createSlotSets(facts, copy);
  const slots = pick(random, slotSets);
  const topic = slots.Topic ?? "";
  const within = (templates: readonly Template[], limit: number) =>
    fitting(usable(templates, slots), slots, limit, random) ?? cut(topic, limit);
  const h1 = within(frame.headlines, limits.h1);
  const callToAction = within(frame.callsToAction, limits.callToAction);
  const roles = chooseRoles(facts, random);
  const headings = roles.map((role) => within(sections[role].headings, limits.heading));
  // These words are spent already; what is left goes to the paragraphs.
  const framing = [h1, callToAction, ...headings].reduce((sum, text) => sum + countWords(text), 0);
  const budget = Math.round(facts.wordCountTarget * 1.02) - framing;
  const wordingOfRoles = roles.map((role) => sections[role]);
  const contents = writeContents(wordingOfRoles, slotSets, budget, random);
  return {
    title: within(frame.titles, limits.title),
    metaDescription: within(frame.descriptions, limits.metaDescription),
    h1,
    sections: headings.map((heading, index) => ({ heading, content: contents[index] ?? "" })),
    callToAction,
  };
}

function chooseRoles(facts: Facts, random: Random): SectionRole[] {
  const optional = shuffle(random, ["needs", "services", "process", "trust"] as const);
  const most = facts.wordCountTarget < 250 ? 1 : 3;
  const least = facts.wordCountTarget > 900 ? 3 : 1;
  const chosen = new Set<SectionRole>(optional.slice(0, least + Math.floor(random() * (most - least + 1))));
  for (const always of ["intro", "local", "contact"] as const) chosen.add(always);
  return sectionRoles.filter((role) => chosen.has(role));
}

function writeContents(
  sections: readonly SectionWording[],
  slotSets: readonly Slots[],
  budget: number,
  random: Random,
): string[] {
  let left = budget;
  return sections.map((section, index) => {
    const { sentences, words } = writeSection(section, slotSets, left / (sections.length - index), random);
    left -= words;
    return paragraphs(sentences);
  });
}

function writeSection(
  section: SectionWording,
  slotSets: readonly Slots[],
  budget: number,
  random: Random,
): { sentences: string[]; words: number } {
  const sentences: string[] = [];
  let words = 0;
  const add = (template: Template) => {
    const sentence = fill(template, pick(random, slotSets));
    const length = countWords(sentence);
    if (sentences.length > 0 && words + length / 2 > budget) return false;
    sentences.push(sentence);
    words += length;
    return true;
  };
  const slots = pick(random, slotSets);
  if (section.leads.length > 0) add(pick(random, usable(section.leads, slots)));
  const choices = usable(section.sentences, slots);
  // A page longer than the wording begins it again, with other services in its slots.
  for (let more = true; more && (words === 0 || words < budget); ) more = shuffle(random, choices).every(add);
  return { sentences, words };
}

/** Joins sentences into paragraphs of two or three. */
function paragraphs(sentences: readonly string[]): string {
  const size = sentences.length % 3 === 1 ? 2 : 3;
  let text = "";
  for (const [index, sentence] of sentences.entries()) {
    text += (index === 0 ? "" : index % size === 0 ? "\n\n" : " ") + sentence;
  }
  return text;
}

const usable = (templates: readonly Template[], slots: Slots) =>
  templates.filter((template) => isUsable(template, slots));

/** One of the texts that have at most `limit` characters, if any has. */
function fitting(
  templates: readonly Template[],
  slots: Slots,
  limit: number,
  random: Random,
): string | undefined {
  const texts = templates.map((template) => fill(template, slots)).filter((text) => text.length <= limit);
  return texts.length > 0 ? pick(random, texts) : undefined;
}
