import { describe, expect, test } from "@jest/globals";
import { completenessOf, leastCompleteness, storedProfile } from "#domain/profile.ts";
import type { ProfileUpdate } from "#domain/schema/business.ts";
import { now, profile } from "./sample.ts";

const empty: ProfileUpdate = {
  tagline: " ",
  description: "",
  services: [],
  audience: "",
  languages: ["en"],
  voice: "",
  forbiddenTerms: [],
  callToAction: { en: "Call" },
  version: 0,
};

const parts: [Partial<ProfileUpdate>, number][] = [
  [{ tagline: "Water" }, 15],
  [{ description: "d".repeat(40) }, 20],
  [{ services: [{ name: "Repiping" }] }, 25],
  [{ audience: "Home owners" }, 10],
  [{ voice: "Plain" }, 10],
  [{ hours: profile.hours }, 10],
  [{ yearEstablished: 1998 }, 5],
  [{ socialProfiles: profile.socialProfiles }, 5],
];

describe("how complete a profile is", () => {
  test("nothing filled in is 0 %, everything is 100 %", () => {
    expect(completenessOf(empty)).toBe(0);
    expect(completenessOf(profile)).toBe(100);
  });

  test.each(parts)("%j alone counts for %i %%", (part, percent) => {
    expect(completenessOf({ ...empty, ...part })).toBe(percent);
  });

  test.each([
    { tagline: " \n " },
    { description: `${"d".repeat(39)}   ` },
    { audience: " " },
    { voice: "\n" },
    { socialProfiles: [] },
  ])("%j counts for nothing", (part) => {
    expect(completenessOf({ ...empty, ...part })).toBe(0);
  });

  test("services and a tagline are enough for a job; services and a voice are not", () => {
    const services = [{ name: "Repiping" }];
    expect(completenessOf({ ...empty, services, tagline: "Water" })).toBeGreaterThanOrEqual(
      leastCompleteness,
    );
    expect(completenessOf({ ...empty, services, voice: "Plain" })).toBeLessThan(leastCompleteness);
  });
});

test("a stored profile counts the version up and carries its completeness and time", () => {
  const update = { ...empty, voice: "Plain", version: 6 };
  expect(storedProfile(update, now)).toEqual({ ...update, version: 7, completeness: 10, updatedAt: now });
});
