import { describe, expect, test } from "@jest/globals";
import { readFacts } from "../../../local/claude/facts.ts";
import { type Page, writePage } from "../../../local/claude/page.ts";
import { createRandom, hashText } from "../../../local/claude/random.ts";
import { readRows, readSample } from "../sample/sample-files.ts";
import { facts, promptOf } from "./ask.ts";

const business = JSON.parse(readSample("business.json"));
const profile = JSON.parse(readSample("profile.json"));
const wordCountTarget = 450;

/** The facts of every page of the sample's job. */
const jobs = readRows("topics.csv").flatMap((topic) =>
  readRows("places.csv").map((place) => ({
    language: topic.language ?? "",
    topic: topic.name ?? "",
    topicKind: topic.kind ?? "",
    city: place.city ?? "",
    state: place.state,
    county: place.county,
    placeKind: place.kind,
    businessName: business.name,
    phone: business.phone,
    callToAction: profile.callToAction[topic.language ?? ""],
    services: profile.services.map((service: { name: string; nameEs: string }) =>
      topic.language === "es" ? service.nameEs : service.name,
    ),
    yearEstablished: profile.yearEstablished,
    wordCountTarget,
  })),
);
const write = (about: Record<string, unknown>, seed = hashText(JSON.stringify(about))) =>
  writePage(readFacts(promptOf(about)), createRandom(seed));
const pages = jobs.map((job) => write(job));
const bodyOf = (page: Page) => page.sections.map(({ content }) => content).join("\n");
const wholeOf = (page: Page) => JSON.stringify(page);
const words = (text: string) => text.split(/\s+/).filter(Boolean).length;
const visibleWords = (page: Page) =>
  words(
    [page.h1, page.callToAction, ...page.sections.flatMap(({ heading, content }) => [heading, content])].join(
      " ",
    ),
  );
const occurrences = (text: string, part: string) => text.split(part).length - 1;

describe("the 1,734 pages of the sample's job", () => {
  test("are all different, even with the names of topic and city taken out", () => {
    expect(pages).toHaveLength(1_734);
    expect(new Set(pages.map(wholeOf)).size).toBe(1_734);
    const masked = pages.map((page, index) =>
      [jobs[index]?.city ?? "", jobs[index]?.topic ?? ""].reduce(
        (text, name) => text.replaceAll(name, "…"),
        bodyOf(page),
      ),
    );
    expect(new Set(masked).size).toBe(1_734);
  });

  test("have a title of at most 70 characters that holds the topic", () => {
    for (const [index, page] of pages.entries()) {
      expect(page.title.length).toBeLessThanOrEqual(70);
      expect(page.title.toLowerCase()).toContain(jobs[index]?.topic);
    }
  });

  test("have a description of at most 160 characters and at least 50", () => {
    for (const page of pages) {
      expect(page.metaDescription.length).toBeLessThanOrEqual(160);
      expect(page.metaDescription.length).toBeGreaterThanOrEqual(50);
    }
  });

  test("have four to six sections of paragraphs, and every number of them occurs", () => {
    for (const page of pages)
      for (const { content } of page.sections) expect(words(content)).toBeGreaterThan(9);
    expect(new Set(pages.map((page) => page.sections.length))).toEqual(new Set([4, 5, 6]));
  });

  test("have the length that was asked for, within 15 percent", () => {
    for (const page of pages) {
      expect(Math.abs(visibleWords(page) / wordCountTarget - 1)).toBeLessThanOrEqual(0.15);
    }
  });

  test("name the city at least twice and the phone in the text, and leave no variable open", () => {
    for (const [index, page] of pages.entries()) {
      expect(occurrences(bodyOf(page), jobs[index]?.city ?? "")).toBeGreaterThanOrEqual(2);
      expect(bodyOf(page)).toContain(business.phone);
      expect(wholeOf(page)).not.toMatch(/[{]{2}|\{\w+\}|undefined/);
    }
  });

  test("never use a forbidden term", () => {
    const forbidden = new RegExp(profile.forbiddenTerms.join("|"), "i");
    expect(pages.filter((page) => forbidden.test(wholeOf(page)))).toEqual([]);
  });

  test("begin sentences with a capital letter and have single spaces", () => {
    for (const page of pages) {
      expect(page.h1).toMatch(/^[\p{Lu}\d]/u);
      expect(bodyOf(page)).not.toMatch(/ {2}|[.?!] \p{Ll}/u);
    }
  });
});

describe("a page", () => {
  test("is the same for the same facts and seed", () => {
    expect(write(facts, 5)).toEqual(write(facts, 5));
    expect(write(facts, 6)).not.toEqual(write(facts, 5));
  });

  test.each([150, 300, 900, 1_500, 3_000])("keeps to %i words", (target) => {
    for (let seed = 0; seed < 100; seed++) {
      const page = write({ ...facts, wordCountTarget: target }, seed);
      expect(Math.abs(visibleWords(page) / target - 1)).toBeLessThanOrEqual(0.15);
    }
  });

  test("holds a place's name and address for a location only", () => {
    const place = { placeName: "Main Street workshop", address: "12 Main Street" };
    const bodies = (placeKind: string) =>
      Array.from({ length: 40 }, (_, seed) => bodyOf(write({ ...facts, ...place, placeKind }, seed))).join();
    expect(bodies("location")).toContain(place.address);
    expect(bodies("service-area")).not.toContain(place.placeName);
  });

  test("says the county in the language's way, however it is given", () => {
    const bodies = (about: Record<string, unknown>) =>
      Array.from({ length: 40 }, (_, seed) => bodyOf(write({ ...facts, ...about }, seed))).join();
    expect(bodies({ county: "Dutchess" })).toContain("Dutchess County");
    expect(bodies({ county: "Dutchess County" })).not.toContain("County County");
    expect(bodies({ county: "Dutchess County", language: "es" })).toContain("del condado de Dutchess");
  });

  test("keeps every limit when the facts are as long as they may be", () => {
    const words =
      "what to do when the water heater in an old house leaks at night and nobody is at home to see it ";
    const long = {
      topic: words.repeat(2).slice(0, 119).trim(),
      city: words.slice(0, 79).trim(),
      businessName: words.repeat(2).slice(0, 119).trim(),
      callToAction: words.repeat(2).slice(0, 159).trim(),
    };
    for (let seed = 0; seed < 40; seed++) {
      const page = write({ ...facts, ...long }, seed);
      expect(page.title.length).toBeLessThanOrEqual(70);
      expect(`${long.topic} `).toContain(`${page.title.slice(1)} `);
      expect(page.metaDescription.length).toBeLessThanOrEqual(160);
      expect(page.h1.length).toBeLessThanOrEqual(120);
      expect(page.callToAction.length).toBeLessThanOrEqual(200);
      for (const { heading } of page.sections) expect(heading.length).toBeLessThanOrEqual(160);
    }
  });

  test("takes its facts from the block, though the text before it speaks of the tags", () => {
    const prompt = `Use what stands between <facts> and </facts>.\n${promptOf(facts)}`;
    expect(bodyOf(writePage(readFacts(prompt), createRandom(1)))).toContain(facts.city);
  });

  test("cleans variables that came in with the facts", () => {
    expect(wholeOf(write({ ...facts, businessName: "A {{tagline}} B" }))).not.toContain("{{");
  });

  test.each([
    ["no facts", "Hello"],
    ["facts that are not JSON", "<facts>\n{\n</facts>"],
    ["null", "<facts>null</facts>"],
  ])("is written from neutral facts for %s", (_, prompt) => {
    const page = writePage(readFacts(prompt), createRandom(1));
    expect(page.sections.length).toBeGreaterThanOrEqual(4);
    expect(wholeOf(page)).not.toMatch(/undefined|\{\w+\}/);
  });
});
