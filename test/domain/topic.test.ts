import { describe, expect, test } from "@jest/globals";
import { Check } from "typebox/value";
import { Topic } from "#domain/schema/topic.ts";
import { newTopic, topicKey, updatedTopic } from "#domain/topic.ts";
import { now, topic } from "./sample.ts";

const later = "2026-11-24T08:00:00.000Z";

describe("a new topic", () => {
  test("is known by kind, slug and language", () => {
    expect(topicKey({ kind: "blog", slug: "drain-repair", language: "es" })).toBe("blog~drain-repair~es");
  });

  test("has its slug and key computed, version 1 and both times", () => {
    const input = { kind: "service", language: "en", name: "Drain Repair", intent: "commercial" } as const;
    expect(newTopic(input, now)).toEqual({
      ...input,
      key: "service~drain-repair~en",
      slug: "drain-repair",
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
  });

  test("has the same key for names that differ in case, accents and punctuation", () => {
    expect(topic({ name: "PLOMERÍA: 24 horas" }).key).toBe(topic({ name: "plomeria 24-horas" }).key);
  });

  test.each([{ kind: "blog" }, { language: "es" }, { name: "Other" }] as const)(
    "has another key with another %j",
    (difference) => {
      expect(topic(difference).key).not.toBe(topic().key);
    },
  );

  test("has an empty slug when its name has no letter or digit", () => {
    expect(topic({ name: "東京" }).slug).toBe("");
  });

  test("matches the contract with the longest name", () => {
    expect(Check(Topic, topic({ name: "n".repeat(120) }))).toBe(true);
  });
});

describe("a changed topic", () => {
  const old = topic({ intent: "commercial" });
  const changed = updatedTopic(old, { name: "Renamed", version: 4 }, later);

  test("keeps key, slug, kind, language and creation time", () => {
    const { key, slug, kind, language, createdAt } = old;
    expect(changed).toMatchObject({ key, slug, kind, language, createdAt, name: "Renamed" });
  });

  test("counts up from the version that was read and takes the new time", () => {
    expect(changed).toMatchObject({ version: 5, updatedAt: later });
  });

  test("loses an intent that the update leaves out, and takes one that it names", () => {
    expect(changed).not.toHaveProperty("intent");
    expect(updatedTopic(old, { name: "n", intent: "navigational", version: 1 }, later).intent).toBe(
      "navigational",
    );
  });

  test("leaves the old one as it was", () => {
    expect(old).toEqual(topic({ intent: "commercial" }));
  });
});
