import { afterEach, describe, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { Failure } from "#domain/failure.ts";
import { builtInTemplate } from "#domain/page-prompt.ts";
import { checkedVariables, promptVariables, renderTemplate, variablesIn } from "#domain/prompt-variables.ts";
import type { Spec } from "#domain/spec.ts";
import { ambiguitiesOf } from "./ambiguity.ts";
import { business, place, planned, profile, spec, topic } from "./sample.ts";

const shop = place({
  kind: "location",
  name: "Main Street Shop",
  county: "Fairfax",
  zip: "22150",
  address: "1 Main Street",
  phone: "(703) 555-0101",
});
const page = planned(topic({ intent: "commercial" }), shop);
const render = (template: string, parts: Partial<Spec> = {}, about = page) =>
  renderTemplate(template, spec(parts), about);
const english = planned(topic(), place());
const spanish = planned(topic({ language: "es" }), place());

const values: Record<string, string> = {
  business_name: "Example Plumbing",
  industry: "Plumbing",
  website: "https://example.com",
  phone: "(703) 555-0100",
  email: "office@example.com",
  primary_city: "Arlington",
  primary_state: "VA",
  tagline: "Water where it belongs",
  year_established: "1998",
  description: "A family business that repairs pipes and heaters.",
  services: "Drain cleaning, Repiping",
  audience: "Home owners",
  voice: "Friendly and plain.",
  forbidden_terms: "cheapest, best ever",
  call_to_action: "Call today",
  hours:
    "monday 08:00–17:00, tuesday 08:00–17:00, wednesday 08:00–17:00, thursday 08:00–17:00, friday 08:00–12:00, saturday closed, sunday closed",
  topic: "Drain repair",
  topic_kind: "keyword",
  language: "English",
  search_intent: "commercial",
  city: "Springfield",
  state: "VA",
  county: "Fairfax",
  zip: "22150",
  place_name: "Main Street Shop",
  place_address: "1 Main Street",
  place_phone: "(703) 555-0101",
  word_count: "400",
};

describe("the variables of a prompt", () => {
  test("are those that these tests check", () => {
    expect(Object.keys(promptVariables).sort()).toEqual(Object.keys(values).sort());
  });

  test.each(Object.entries(values))("%s stands for its value", (name, value) => {
    expect(render(`<{{${name}}}>`)).toBe(`<${value}>`);
  });

  test.each(["year_established", "hours", "search_intent", "county", "zip", "place_address"])(
    "%s is empty when it is not known",
    (name) => {
      const { yearEstablished: _year, hours: _hours, ...bare } = profile;
      expect(render(`[{{${name}}}]`, { profile: bare }, english)).toBe("[]");
    },
  );

  test("of a place without name and phone are its city and the phone of the business", () => {
    expect(render("{{place_name}} {{place_phone}}", {}, english)).toBe(`Springfield ${business.phone}`);
  });

  test("are Spanish on a Spanish page, and English where the profile has no Spanish", () => {
    const template = "{{language}}: {{services}}. {{call_to_action}}";
    expect(render(template, {}, spanish)).toBe("Spanish: Limpieza de drenajes, Repiping. Llame hoy");
    const callToAction = { en: "Call today" };
    expect(render("{{call_to_action}}", { profile: { ...profile, callToAction } }, spanish)).toBe(
      "Call today",
    );
  });
});

describe("a rendered template", () => {
  test.each(["{{city}}", "{{ city }}", "{{\tcity\n}}", "{{   city}}", "{{city   }}"])(
    "has %j filled in",
    (used) => {
      expect(render(`in ${used}!`)).toBe("in Springfield!");
    },
  );

  test("has a variable filled in each time it is used, and the rest of the text unchanged", () => {
    expect(render("{{city}}, { city } {{city}}{{state}} $& }} {")).toBe(
      "Springfield, { city } SpringfieldVA $& }} {",
    );
  });

  test.each(["$&", "$1", "$$", "$`", "{{city}}", "{{ unknown }}", "\\u0041", "<b>"])(
    "has a value %j put in as it is",
    (name) => {
      expect(render("a {{business_name}} b", { business: { ...business, name } })).toBe(`a ${name} b`);
    },
  );

  test("has no double brace left when its variables are known", () => {
    const blank = fc.string({ unit: fc.constantFrom(" ", "\n", "\t"), maxLength: 4 });
    const variable = fc
      .tuple(blank, fc.constantFrom(...Object.keys(promptVariables)), blank)
      .map(([before, name, after]) => `{{${before}${name}${after}}}`);
    const words = fc.string({ maxLength: 20 }).map((text) => text.replace(/[{}]/g, ""));
    fc.assert(
      fc.property(fc.array(fc.oneof(variable, words)), (parts) => {
        const template = parts.join("");
        checkedVariables(template);
        return !/\{\{|\}\}/.test(render(template));
      }),
    );
  });
});

describe("the variables that a template uses", () => {
  test("are each named once, in order of appearance", () => {
    expect(variablesIn("{{topic}} in {{ city }}, {{topic}} {{nonsense}}")).toEqual([
      "topic",
      "city",
      "nonsense",
    ]);
  });

  test("are none in a text without double braces", () => {
    expect(variablesIn("{city} }} text")).toEqual([]);
  });

  test("of the built-in template are all known", () => {
    expect(checkedVariables(builtInTemplate)).toContain("business_name");
  });
});

/** What a template is refused with. */
function refusal(template: string): Failure | undefined {
  try {
    checkedVariables(template);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

describe("a template is refused", () => {
  test("with every unknown variable named, and the known ones listed", () => {
    const failure = refusal("{{city}} {{citty}} {{ Phone }} {{citty}}");
    expect(failure?.code).toBe("unknown-variable");
    expect(failure?.detail).toMatch(/^The template uses \{\{citty\}\}, \{\{Phone\}\}; known variables are /);
    expect(failure?.detail).toContain("business_name");
    expect(failure?.errors).toEqual([
      { pointer: "/body/template", message: "There is no variable {{citty}}." },
      { pointer: "/body/template", message: "There is no variable {{Phone}}." },
    ]);
  });

  test.each([
    "{{}}",
    "{{  }}",
    "{{constructor}}",
    "{{__proto__}}",
    "{{toString}}",
    "{{city state}}",
    "{{#city}}",
  ])("for %j", (template) => {
    expect(refusal(template)?.code).toBe("unknown-variable");
  });

  test.each(["{{city", "in {{city} and more", "{{ci{ty}}", "{{city}\n}"])(
    "for the double brace that would stay in %j",
    (template) => {
      expect(refusal(template)).toBeInstanceOf(Failure);
    },
  );
});

describe("the search for variables", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test("does not have ever more ways to match, so that a hostile template cannot stall it", () => {
    const search = jest.spyOn(String.prototype, "matchAll");
    variablesIn("{{city}}");
    const [[pattern] = []] = search.mock.calls;
    if (!(pattern instanceof RegExp)) throw new Error("The template was not searched with a pattern.");
    expect(ambiguitiesOf(pattern.source)).toEqual([]);
  });
});
