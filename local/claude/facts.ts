/** What a page is written from: the JSON between `<facts>` and `</facts>` in the user's message. */
export interface Facts {
  language: "en" | "es";
  topic: string;
  topicKind: "keyword" | "service" | "blog";
  city: string;
  state: string;
  county?: string;
  placeKind: "service-area" | "location";
  placeName?: string;
  address?: string;
  businessName: string;
  phone: string;
  callToAction: string;
  services: readonly string[];
  yearEstablished?: number;
  /** How many words the page should have. */
  wordCountTarget: number;
}

const neutral = {
  en: {
    topic: "local services",
    city: "your town",
    state: "your state",
    businessName: "Our team",
    callToAction: "Get in touch",
    services: ["repairs", "maintenance", "inspections"],
  },
  es: {
    topic: "servicios locales",
    city: "su ciudad",
    state: "su estado",
    businessName: "Nuestro equipo",
    callToAction: "Póngase en contacto",
    services: ["reparaciones", "mantenimiento", "inspecciones"],
  },
};

/** Finds the facts in a prompt; what is missing or of the wrong type gets a neutral value. */
export function readFacts(prompt: string): Facts {
  const given = parse(prompt);
  const language = given.language === "es" ? "es" : "en";
  const standard = neutral[language];
  const text = (name: string) => clean(given[name]);
  const services = Array.isArray(given.services)
    ? given.services.map(clean).filter((name) => name !== undefined)
    : [];
  const optional = { county: text("county"), placeName: text("placeName"), address: text("address") };
  const year = Number(given.yearEstablished);
  return {
    language,
    topic: text("topic") ?? standard.topic,
    topicKind: given.topicKind === "service" || given.topicKind === "blog" ? given.topicKind : "keyword",
    city: text("city") ?? standard.city,
    state: text("state") ?? standard.state,
    placeKind: given.placeKind === "location" ? "location" : "service-area",
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    businessName: text("businessName") ?? standard.businessName,
    phone: text("phone") ?? "(555) 555-0100",
    callToAction: text("callToAction") ?? standard.callToAction,
    services: services.length > 0 ? services : standard.services,
    ...(Number.isInteger(year) && year > 0 && { yearEstablished: year }),
    wordCountTarget: wordCount(given.wordCountTarget),
  };
}

/** Whether the prompt holds a facts block at all. */
export function hasFacts(prompt: string): boolean {
  return prompt.includes("<facts>");
}

function parse(prompt: string): Record<string, unknown> {
  // An operator's own text may speak of the tags, but it stands before the block.
  const start = prompt.lastIndexOf("<facts>");
  const end = prompt.indexOf("</facts>", start);
  if (start < 0 || end < 0) return {};
  try {
    const parsed: unknown = JSON.parse(prompt.slice(start + "<facts>".length, end));
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function clean(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  // A page must never show an unfilled variable, not even one that came in with the facts.
  const text = value
    .replace(/\{\{|\}\}/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return text === "" ? undefined : text;
}

function wordCount(value: unknown): number {
  const count = Number(value);
  return Number.isFinite(count) && count >= 1 ? Math.min(Math.round(count), 5_000) : 450;
}
