import { describe, expect, test } from "@jest/globals";
import { Check } from "typebox/value";
import { placeKey, updatedPlace } from "#domain/place.ts";
import { Place } from "#domain/schema/place.ts";
import { now, place } from "./sample.ts";

const later = "2026-11-24T08:00:00.000Z";

describe("a new place", () => {
  test("is known by kind and slug", () => {
    expect(placeKey({ kind: "location", slug: "springfield-va" })).toBe("location~springfield-va");
  });

  test("has its slug and key computed from city and state, version 1 and both times", () => {
    expect(place({ city: "San José", county: "Santa Clara", zip: "95110" })).toEqual({
      kind: "service-area",
      city: "San José",
      state: "VA",
      county: "Santa Clara",
      zip: "95110",
      key: "service-area~san-jose-va",
      slug: "san-jose-va",
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
  });

  test("is another one in another state", () => {
    expect(place({ state: "MD" }).key).not.toBe(place().key);
  });

  test("has its name in the slug when it is a location, as a city may have several", () => {
    const shop = (name: string) => place({ kind: "location", name }).key;
    expect(shop("Main Street Shop")).toBe("location~main-street-shop-springfield-va");
    expect(shop("Other Shop")).not.toBe(shop("Main Street Shop"));
  });

  test("has no name in the slug when it is a service area", () => {
    expect(place({ name: "Downtown" }).slug).toBe("springfield-va");
  });

  test("matches the contract with the longest fields", () => {
    const longest = {
      kind: "location",
      name: "n".repeat(120),
      city: "c".repeat(80),
      address: "a".repeat(200),
    } as const;
    expect(Check(Place, place(longest))).toBe(true);
  });
});

describe("a changed place", () => {
  const old = place({ county: "Fairfax", zip: "22150", phone: "(703) 555-0101" });
  const changed = updatedPlace(old, { zip: "22151", version: 2 }, later);

  test("keeps key, slug, kind, city, state and creation time", () => {
    const { key, slug, kind, city, state, createdAt } = old;
    expect(changed).toMatchObject({ key, slug, kind, city, state, createdAt });
  });

  test("keeps the key of a location that is renamed", () => {
    const shop = place({ kind: "location", name: "Main Street Shop" });
    const renamed = updatedPlace(shop, { name: "Other Shop", version: 1 }, later);
    expect(renamed).toMatchObject({ key: shop.key, slug: shop.slug, name: "Other Shop" });
  });

  test("has the details of the update and no others", () => {
    expect(changed.zip).toBe("22151");
    expect(changed).not.toHaveProperty("county");
    expect(changed).not.toHaveProperty("phone");
  });

  test("counts up from the version that was read and takes the new time", () => {
    expect(changed).toMatchObject({ version: 3, updatedAt: later });
  });
});
