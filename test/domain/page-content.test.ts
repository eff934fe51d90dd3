import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cleanDraft, cleanText, complaintsAbout, countWords, pageContent } from "#domain/page-content.ts";
import type { PageDraft } from "#domain/schema/page.ts";
import { draft, place, planned, topic } from "./sample.ts";

const page = planned(topic(), place());

describe("a cleaned text", () => {
  test.each([
    ["<b>bold</b> text", "bold text"],
    ["a<br/>b", "a b"],
    ["<script>alert(1)</script>", "alert(1)"],
    ['<img src="x" onerror="alert(1)">', ""],
    ["<scr<script>ipt>", "‹scr ipt›"],
    ["<a\nhref=x>link</a>", "link"],
    ["fewer < more", "fewer ‹ more"],
    ["5 < 6 and 7 > 3", "5 ‹ 6 and 7 › 3"],
    ["<<<", "‹‹‹"],
    ["a\u0000b\u0007c\td\u007fe", "a b c d e"],
    ["one\r\ntwo", "one\ntwo"],
    ["one  \n  two", "one\ntwo"],
    ["one\n\ntwo", "one\n\ntwo"],
    ["a    b", "a b"],
    ["  around  ", "around"],
    ["Plomería — ¡ya!", "Plomería — ¡ya!"],
  ])("of %j is %j", (text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });

  test("has no angle brackets and no control characters but line breaks", () => {
    const hostile = fc.string({
      unit: fc.oneof(fc.constantFrom("<", ">", "\u0000", "\n", " ", "a"), fc.string()),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone.
        expect(cleanText(text)).not.toMatch(/[<>\u0000-\u0009\u000b-\u001f\u007f]/);
      }),
    );
  });

  test("is the same as before when there is nothing to clean", () => {
    const plain = fc.array(fc.stringMatching(/^[a-zé,.!-]{1,12}$/u)).map((words) => words.join(" "));
    fc.assert(fc.property(plain, (text) => cleanText(text) === text));
  });
});

test("every text of a draft is cleaned", () => {
  const dirty = (name: string) => `<i>${name}</i>`;
  const all: PageDraft = {
    title: dirty("title"),
    metaDescription: dirty("description"),
    h1: dirty("h1"),
    sections: [{ heading: dirty("heading"), content: dirty("content") }],
    callToAction: dirty("call"),
  };
  expect(cleanDraft(all)).toEqual({
    title: "title",
    metaDescription: "description",
    h1: "h1",
    sections: [{ heading: "heading", content: "content" }],
    callToAction: "call",
  });
});

describe("the words of a draft", () => {
  test("are those of the headings, the sections and the call to action", () => {
    const counted: PageDraft = {
      title: "not counted",
      metaDescription: "not counted either",
      h1: "one two",
      sections: [
        { heading: "three", content: "four\nfive\u00a0six   seven" },
        { heading: "eight", content: " nine " },
      ],
      callToAction: "ten",
    };
    expect(countWords(counted)).toBe(10);
  });

  test("are none in an empty draft", () => {
    expect(countWords({ title: "t", metaDescription: "m", h1: " ", sections: [], callToAction: "\n" })).toBe(
      0,
    );
  });
});

describe("complaints about a draft", () => {
  test("are none about a good one", () => {
    expect(complaintsAbout(draft(100), page)).toEqual([]);
  });

  test("name a placeholder, wherever it stands", () => {
    const complaint = "It has a placeholder in double braces.";
    expect(complaintsAbout({ ...draft(), title: "In {{city}}" }, page)).toEqual([complaint]);
    expect(complaintsAbout({ ...draft(), metaDescription: "In city}}" }, page)).toEqual([complaint]);
    expect(complaintsAbout({ ...draft(), callToAction: "Call {{" }, page)).toEqual([complaint]);
    expect(complaintsAbout({ ...draft(), callToAction: "Call {me}" }, page)).toEqual([]);
  });

  test("name the city that is missing", () => {
    expect(complaintsAbout({ ...draft(), h1: "Elsewhere" }, page)).toEqual([
      "It does not name the city Springfield.",
    ]);
  });

  test.each([
    { title: "SPRINGFIELD" },
    { metaDescription: "springfield" },
    { callToAction: "In Springfield!" },
  ])("do not mind where and in which case the city stands: %j", (part) => {
    expect(complaintsAbout({ ...draft(), h1: "Elsewhere", ...part }, page)).toEqual([]);
  });

  test.each([
    ["Falls  Church", "Falls Church, VA"],
    ["Richmond ", "Richmond, VA"],
    ["Falls Church", "Falls\u00a0Church, VA"],
    ["Falls Church", "Falls\nChurch, VA"],
    ["San José", "San Jose\u0301, VA"],
  ])("do not miss the city %j in %j", (city, h1) => {
    expect(complaintsAbout(cleanDraft({ ...draft(), h1 }), planned(topic(), place({ city })))).toEqual([]);
  });

  test("name the words of a draft that is too short, from 79 down", () => {
    expect(complaintsAbout(draft(80), page)).toEqual([]);
    expect(complaintsAbout(draft(79), page)).toEqual(["It has 79 words; at least 80 are needed."]);
  });

  test("are all made at once", () => {
    expect(complaintsAbout({ ...draft(10), h1: "{{city}}" }, page)).toHaveLength(3);
  });
});

test("a stored page is the draft with its words counted, its slug and its path", () => {
  expect(pageContent(draft(100), page)).toEqual({
    ...draft(100),
    wordCount: 100,
    slug: "drain-repair-springfield-va",
    path: "/en/drain-repair/springfield-va",
  });
});

test("a text that cleaning has emptied is complained about", () => {
  const page = planned(topic(), place());
  const tagged = cleanDraft({ ...draft(), callToAction: "<b></b>" });
  expect(complaintsAbout(tagged, page)).toContain("One of its texts is empty.");
  expect(complaintsAbout(draft(), page)).not.toContain("One of its texts is empty.");
});
