import { describe, expect, test } from "@jest/globals";
import { readRows, readSample } from "./sample-files.ts";

const count = (rows: Record<string, string>[], key: string) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(rows, (row) => row[key] ?? "")).map(([k, v]) => [k, v?.length]),
  );

describe("the topics", () => {
  const topics = readRows("topics.csv");

  test("are 34 keywords, 19 English and 15 Spanish, all distinct", () => {
    expect(readSample("topics.csv").split("\n", 1)).toEqual(["kind,language,name,intent"]);
    expect(count(topics, "kind")).toEqual({ keyword: 34 });
    expect(count(topics, "language")).toEqual({ en: 19, es: 15 });
    expect(new Set(topics.map(({ name }) => name?.toLowerCase())).size).toBe(34);
  });

  test("have one of the four intents, and each of them occurs in both languages", () => {
    const intents = ["commercial", "informational", "navigational", "transactional"];
    for (const language of ["en", "es"]) {
      const found = topics.filter((topic) => topic.language === language).map(({ intent }) => intent);
      expect([...new Set(found)].sort()).toEqual(intents);
    }
  });

  test("leave room for a city in a title", () => {
    for (const { name } of topics) expect(name?.length).toBeLessThanOrEqual(50);
  });
});

describe("the places", () => {
  const places = readRows("places.csv");

  test("are 51 distinct service areas with county and ZIP and nothing in the location's columns", () => {
    expect(readSample("places.csv").split("\n", 1)).toEqual([
      "kind,city,state,county,zip,name,address,phone",
    ]);
    expect(count(places, "kind")).toEqual({ "service-area": 51 });
    expect(new Set(places.map(({ city, state }) => `${city}, ${state}`)).size).toBe(51);
    expect(new Set(places.map(({ zip }) => zip)).size).toBe(51);
    for (const { city, county, zip, name, address, phone } of places) {
      expect(city).toMatch(/^\p{Lu}/u);
      expect(county).toMatch(/^\p{Lu}\p{Ll}+$/u);
      // The Hudson Valley lies between 105xx and 127xx.
      expect(zip).toMatch(/^1(0[59]|[12])\d{2,3}$/);
      expect([name, address, phone]).toEqual(["", "", ""]);
    }
  });
});

describe("the business", () => {
  const business = JSON.parse(readSample("business.json"));
  const profile = JSON.parse(readSample("profile.json"));

  test("is complete and reachable nowhere in the real world", () => {
    expect(Object.keys(business)).toEqual([
      "name",
      "industry",
      "industryType",
      "website",
      "phone",
      "email",
      "primaryCity",
      "primaryState",
    ]);
    expect(business.phone).toMatch(/^\(\d{3}\) 555-01\d\d$/);
    expect(new URL(business.website).hostname).toMatch(/(^|\.)example\.com$/);
    expect(business.email).toMatch(/@([\w-]+\.)*example\.com$/);
    for (const { url } of profile.socialProfiles) expect(new URL(url).hostname).toMatch(/\.example\.com$/);
  });

  test("is based in one of its places", () => {
    expect(readRows("places.csv")).toContainEqual(
      expect.objectContaining({ city: business.primaryCity, state: business.primaryState }),
    );
  });

  test("names every service and its call to action in both languages", () => {
    expect(profile.languages).toEqual(["en", "es"]);
    for (const service of profile.services) {
      expect(service).toEqual({
        name: expect.any(String),
        nameEs: expect.any(String),
        primary: expect.any(Boolean),
      });
    }
    expect(Object.keys(profile.callToAction)).toEqual(["en", "es"]);
    expect(Object.keys(profile.hours)).toHaveLength(7);
  });
});

test("the prompt uses known variables only, and the ones that a page cannot do without", () => {
  const registry = new Set(
    `business_name industry website phone email tagline year_established description services audience voice
     forbidden_terms call_to_action topic topic_kind language search_intent city state county zip place_name
     place_address place_phone hours word_count primary_city primary_state`.split(/\s+/),
  );
  const used = new Set(
    [...readSample("prompt.md").matchAll(/\{\{(.*?)\}\}/g)].map((match) => match[1] ?? ""),
  );
  expect([...used].filter((name) => !registry.has(name))).toEqual([]);
  for (const name of ["topic", "city", "phone", "language", "word_count"]) expect(used).toContain(name);
});
