import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Check } from "typebox/value";
import { pageContent } from "#domain/page-content.ts";
import { PageContent } from "#domain/schema/page.ts";
import { pageCount, plannedPage } from "#domain/spec.ts";
import { draft, place, topic } from "./sample.ts";

const topicsOf = (count: number) => Array.from({ length: count }, (_, i) => topic({ name: `topic ${i}` }));
const placesOf = (count: number) => Array.from({ length: count }, (_, i) => place({ city: `city ${i}` }));
const job = (topics: number, places: number) => ({ topics: topicsOf(topics), places: placesOf(places) });

describe("the pages of a job", () => {
  test("34 topics at 51 places are 1,734 pages", () => {
    expect(pageCount(job(34, 51))).toBe(1734);
  });

  test.each([
    [0, 5],
    [5, 0],
    [0, 0],
  ])("%i topics at %i places are none", (topics, places) => {
    expect(pageCount(job(topics, places))).toBe(0);
  });

  test("are all places of the first topic, then of the second", () => {
    const spec = job(2, 3);
    const order = [1, 2, 3, 4, 5, 6].map((n) => plannedPage(spec, n).slug);
    const at = (t: number, p: number) => `topic-${t}-city-${p}-va`;
    expect(order).toEqual([at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1), at(1, 2)]);
  });

  test("are each topic at each place, once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (topics, places) => {
        const spec = job(topics, places);
        const pairs = Array.from({ length: pageCount(spec) }, (_, i) => plannedPage(spec, i + 1)).map(
          ({ topic, place }) => `${topic.key} ${place.key}`,
        );
        expect(pairs).toHaveLength(topics * places);
        expect(new Set(pairs).size).toBe(topics * places);
      }),
      { numRuns: 50 },
    );
  });

  test("have their number, slug and path", () => {
    const spec = { topics: [topic({ name: "Plomería", language: "es" })], places: [place()] };
    expect(plannedPage(spec, 1)).toEqual({
      n: 1,
      topic: spec.topics[0],
      place: spec.places[0],
      slug: "plomeria-springfield-va",
      path: "/es/plomeria/springfield-va",
    });
  });

  test("have different paths for the same slug in two languages", () => {
    const spec = { topics: [topic(), topic({ language: "es" })], places: [place()] };
    expect(plannedPage(spec, 1).path).not.toBe(plannedPage(spec, 2).path);
  });

  test("fit the contract when topic and place have the longest slugs", () => {
    const longest = { topics: [topic({ name: "t".repeat(120) })], places: [place({ city: "c".repeat(80) })] };
    const content = pageContent(draft(), plannedPage(longest, 1));
    const sections = content.sections.map(({ heading }) => ({ heading, content: "text" }));
    expect(Check(PageContent, { ...content, sections, slug: "short" })).toBe(true);
    expect(Check(PageContent, { ...content, sections })).toBe(true);
  });
});

describe("a page that the job does not have", () => {
  test.each([0, -1, 1735, 1.5, Number.NaN])("number %p of 1,734 throws", (n) => {
    expect(() => plannedPage(job(34, 51), n)).toThrow(RangeError);
  });

  test("says how many there are", () => {
    expect(() => plannedPage(job(34, 51), 1735)).toThrow("The job has no page 1735: it has 1734.");
  });

  test.each([
    [0, 5],
    [5, 0],
  ])("number 1 of %i topics at %i places throws", (topics, places) => {
    expect(() => plannedPage(job(topics, places), 1)).toThrow(RangeError);
  });
});
