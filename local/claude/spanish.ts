import type { Copy } from "./copy.ts";
import { spanishSections } from "./spanish-sections.ts";

/** The Spanish wording of a page. */
export const spanish: Copy = {
  quotes: ["«", "»"],
  and: (next) => (/^h?[ií](?!e)/i.test(next) ? "e" : "y"),
  county: (name) => `condado de ${name.replace(/\s+county$/i, "")}`,
  titles: [
    "{Topic} | {city}, {state} | {business}",
    "{Topic} – {city}, {state}",
    "{Topic} – {business}, {city}",
    "{Topic} | {business}",
    "{Topic} | Ayuda local en {city}, {state}",
    "{Topic} – Servicio en {city}, {state}",
    "{Topic} | {city} | Llame al {phone}",
    "{Topic} | Hogares y negocios de {city}",
  ],
  descriptions: [
    "¿Busca {topic} en {city}, {state}? {business} ofrece precios claros y trabajo cuidadoso. {cta}: {phone}.",
    "{business} responde sobre {topic} en {city}, {state}. Equipo local y presupuesto escrito. Llame al {phone}.",
    "{Topic}: ayuda local en {city}, {state}, de {business}. Trabajo limpio. Llame al {phone}.",
    "¿Necesita ayuda en {city}? {business} ofrece {pair} con precio acordado. {phone}.",
    "{Topic} para hogares y negocios de {city}, {state}. Hable con {business}: {phone}.",
    "¿Busca {topic} y quiere hablar con una persona? Llame a {business} en {city}: {phone}.",
    "La gente de {city} llama a {business} al {phone}: técnicos con licencia, precios escritos y puntualidad.",
    "Pregunte a {business} por {topic}. Atendemos {city}, {state}. {cta}: {phone}.",
  ],
  headlines: [
    "{Topic}: ayuda seria en {city}, {state}",
    "{Topic} – lo que conviene saber en {city}",
    "{Topic} con un equipo local de {city}",
    "{Topic}: {business} atiende {city}",
    "{Topic} en la zona de {city}, con cuidado",
    "{Topic}: respuestas claras para {city}, {state}",
    "{Topic} – servicio local para {city}",
    "{Topic}: sus opciones en {city}",
  ],
  callsToAction: [
    "{cta}: {phone}.",
    "{cta} – {business}, {phone}.",
    "¿Está en {city}? {cta}: {phone}.",
    "{cta}. {business} atiende en el {phone}.",
    "¿Empezamos? {cta}: {phone}.",
    "{cta}. El número para {city} es el {phone}.",
  ],
  sections: spanishSections,
};
