import type { Copy } from "./copy.ts";
import type { Facts } from "./facts.ts";
import type { Slots } from "./template.ts";

/**
 * The facts as words for a sentence, once for each service to speak of: a sentence takes any of these sets,
 * so that the sentences of a page do not all speak of one service.
 */
export function createSlotSets(facts: Facts, copy: Copy): Slots[] {
  const common = commonSlots(facts, copy);
  const services = facts.services.map(lowerFirst);
  return services.map((service, index) => {
    const names = [service, ...services.slice(index + 1), ...services.slice(0, index)].slice(0, 3);
    return {
      ...common,
      service,
      Service: upperFirst(service),
      service2: names[1],
      pair: names[1] && join(names.slice(0, 2), copy),
      services: join(names, copy),
    };
  });
}

function commonSlots(facts: Facts, copy: Copy): Slots {
  const [open, close] = copy.quotes;
  const location = facts.placeKind === "location";
  return {
    topic: facts.topicKind === "service" ? lowerFirst(facts.topic) : `${open}${facts.topic}${close}`,
    Topic: upperFirst(facts.topic),
    city: facts.city,
    state: facts.state,
    county: facts.county && copy.county(facts.county),
    place: location ? facts.placeName : undefined,
    address: location ? facts.address : undefined,
    business: facts.businessName,
    phone: facts.phone,
    cta: facts.callToAction.replace(/[.!:\s]+$/, ""),
    year: facts.yearEstablished?.toString(),
  };
}

function join(names: readonly string[], copy: Copy): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${copy.and(last)} ${last}`;
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

// A word such as "HVAC" keeps its capitals.
const lowerFirst = (text: string) =>
  /^\p{Lu}\p{Lu}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
