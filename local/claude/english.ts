import type { Copy } from "./copy.ts";
import { englishSections } from "./english-sections.ts";

/** The English wording of a page. */
export const english: Copy = {
  quotes: ["“", "”"],
  and: () => "and",
  county: (name) => (/county$/i.test(name) ? name : `${name} County`),
  titles: [
    "{Topic} | {city}, {state} | {business}",
    "{Topic} – {city}, {state}",
    "{Topic} – {business}, {city}",
    "{Topic} | {business}",
    "{Topic} | Local Help in {city}, {state}",
    "{Topic} – Serving {city}, {state}",
    "{Topic} | {city} | Call {phone}",
    "{Topic} | {city} Homes and Businesses",
  ],
  descriptions: [
    "Looking for {topic} in {city}, {state}? {business} offers clear prices and careful work. {cta}: {phone}.",
    "{business} answers questions about {topic} in {city}, {state}. Local crew, written quotes. Call {phone}.",
    "{Topic}: local help in {city}, {state}, from {business}. Fair quotes and tidy work. Call {phone}.",
    "Need help in {city}? {business} handles {pair} with prices agreed in advance. {phone}.",
    "{Topic} for homes and small businesses in {city}, {state}. Speak with {business} at {phone}.",
    "Search {topic} and want a real person? Call {business} in {city} at {phone} for a clear answer.",
    "{city} residents call {business} at {phone}: licensed technicians, written prices and visits on time.",
    "Ask {business} about {topic}. Serving {city}, {state}. {cta}: {phone}.",
  ],
  headlines: [
    "{Topic}: dependable help in {city}, {state}",
    "{Topic} – what {city} customers should know",
    "{Topic} from a local team in {city}",
    "{Topic}: {business} serves {city}",
    "{Topic} in the {city} area, done with care",
    "{Topic}: clear answers for {city}, {state}",
    "{Topic} – local service for {city}",
    "{Topic}: your options in {city}",
  ],
  callsToAction: [
    "{cta}: {phone}.",
    "{cta} – {business}, {phone}.",
    "In {city}? {cta}: {phone}.",
    "{cta}. {business} answers at {phone}.",
    "Ready to begin? {cta}: {phone}.",
    "{cta}. The number for {city} is {phone}.",
  ],
  sections: englishSections,
};
