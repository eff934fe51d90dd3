import { Failure } from "./failure.ts";
import type { Profile } from "./schema/business.ts";
import type { PlannedPage, Spec } from "./spec.ts";

const join = (items: readonly string[]) => items.join(", ");

const services = ({ services }: Profile, language: string) =>
  join(services.map(({ name, nameEs }) => (language === "es" ? (nameEs ?? name) : name)));

const hours = ({ hours }: Profile) =>
  Object.entries(hours ?? {})
    .map(([day, open]) => `${day} ${open ? `${open.open}–${open.close}` : "closed"}`)
    .join(", ");

const callToAction = ({ callToAction: { en, es } }: Profile, language: string) =>
  language === "es" ? (es ?? en) : en;

/** Every variable that a prompt template may use, and what it stands for on a page. */
export const promptVariables: Record<string, (spec: Spec, page: PlannedPage) => string> = {
  business_name: ({ business }) => business.name,
  industry: ({ business }) => business.industry,
  website: ({ business }) => business.website,
  phone: ({ business }) => business.phone,
  email: ({ business }) => business.email,
  primary_city: ({ business }) => business.primaryCity,
  primary_state: ({ business }) => business.primaryState,
  tagline: ({ profile }) => profile.tagline,
  year_established: ({ profile }) => String(profile.yearEstablished ?? ""),
  description: ({ profile }) => profile.description,
  services: ({ profile }, { topic }) => services(profile, topic.language),
  audience: ({ profile }) => profile.audience,
  voice: ({ profile }) => profile.voice,
  forbidden_terms: ({ profile }) => join(profile.forbiddenTerms),
  call_to_action: ({ profile }, { topic }) => callToAction(profile, topic.language),
  hours: ({ profile }) => hours(profile),
  topic: (_, { topic }) => topic.name,
  topic_kind: (_, { topic }) => topic.kind,
  language: (_, { topic }) => (topic.language === "es" ? "Spanish" : "English"),
  search_intent: (_, { topic }) => topic.intent ?? "",
  city: (_, { place }) => place.city,
  state: (_, { place }) => place.state,
  county: (_, { place }) => place.county ?? "",
  zip: (_, { place }) => place.zip ?? "",
  place_name: (_, { place }) => place.name ?? place.city,
  place_address: (_, { place }) => place.address ?? "",
  place_phone: ({ business }, { place }) => place.phone ?? business.phone,
  word_count: ({ prompt }) => String(prompt.wordCountTarget),
};

const pattern = /\{\{([^{}]*)\}\}/g;

/** The variables that a template uses, each once, in order of appearance. */
export const variablesIn = (template: string) => [
  ...new Set([...template.matchAll(pattern)].map(([, name = ""]) => name.trim())),
];

/**
 * The variables of a template.
 * @throws Failure `unknown-variable` naming each one that the registry does not have, or `invalid-request` for braces
 * that are not closed.
 */
export function checkedVariables(template: string): string[] {
  const used = variablesIn(template);
  const unknown = used.filter((name) => !Object.hasOwn(promptVariables, name));
  if (unknown.length === 0) {
    refuseOpenBraces(template);
    return used;
  }
  throw new Failure(
    "unknown-variable",
    `The template uses ${unknown.map((name) => `{{${name}}}`).join(", ")}; known variables are ${join(Object.keys(promptVariables))}.`,
    unknown.map((name) => ({ pointer: "/body/template", message: `There is no variable {{${name}}}.` })),
  );
}

function refuseOpenBraces(template: string): void {
  if (!template.replace(pattern, " ").includes("{{")) return;
  throw new Failure(
    "invalid-request",
    "The template has double braces that are not closed: write each variable as {{name}}.",
    [{ pointer: "/body/template", message: "must close each {{ with }}" }],
  );
}

/** Fills a template in for one page. A template that was saved has only known variables. */
export function renderTemplate(template: string, spec: Spec, page: PlannedPage): string {
  return template.replace(pattern, (_, name: string) => promptVariables[name.trim()]?.(spec, page) ?? "");
}
