import { describe, expect, test } from "@jest/globals";
import type { TSchema } from "typebox";
import { Check } from "typebox/value";
import { contract, type RouteShapes } from "#domain/contract.ts";
import { type RouteFacts, type RouteName, roles, routes } from "#domain/routes.ts";

interface ObjectSchema {
  properties?: Record<string, TSchema>;
  required?: string[];
  additionalProperties?: boolean;
}

const all = (Object.keys(routes) as RouteName[]).map((name): [RouteName, RouteFacts, RouteShapes] => [
  name,
  routes[name],
  contract[name],
]);
const parametersOf = (path: string) => [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
const object = (schema: TSchema | undefined): ObjectSchema => (schema ?? {}) as ObjectSchema;

test("the contract has an entry for each route and no others", () => {
  expect(Object.keys(contract).sort()).toEqual(Object.keys(routes).sort());
});

test("no two routes share a method and path", () => {
  const served = all.map(([, { method, path }]) => `${method} ${path.replace(/\{[^}]*\}/g, "{}")}`);
  expect(new Set(served).size).toBe(all.length);
});

describe("each route", () => {
  test.each(all)(
    "%s has exactly the path parameters of its path, all required",
    (_name, { path }, { path: schema }) => {
      const parameters = parametersOf(path).sort();
      expect(Object.keys(object(schema).properties ?? {}).sort()).toEqual(parameters);
      expect([...(object(schema).required ?? [])].sort()).toEqual(parameters);
    },
  );

  test.each(all)(
    "%s takes no path parameter with a slash, a space or nothing in it",
    (_name, _facts, { path }) => {
      for (const parameter of Object.values(object(path).properties ?? {}))
        for (const hostile of ["", " ", "a/b", "../x", "a\n"]) expect(Check(parameter, hostile)).toBe(false);
    },
  );

  test.each(all)("%s answers with a body unless its status is 204", (_name, { status }, { response }) => {
    expect(response === undefined).toBe(status === 204);
  });

  test.each(all)("%s takes a body only with POST or PUT", (_name, { method }, { body }) => {
    expect(body !== undefined && method !== "POST" && method !== "PUT").toBe(false);
  });

  test.each(all)(
    "%s refuses fields that it does not name in path, query and body",
    (_name, _facts, shapes) => {
      for (const schema of [shapes.path, shapes.query, shapes.body].map(object))
        expect(schema.properties === undefined || schema.additionalProperties === false).toBe(true);
    },
  );

  test.each(all)(
    "%s needs a sign-in if it is under /api, the description of the API aside",
    (name, facts) => {
      const open = !facts.path.startsWith("/api/") || name === "getOpenApi";
      expect(facts.role === undefined).toBe(open);
      expect([undefined, ...roles]).toContain(facts.role);
    },
  );

  test.each(all)("%s lets a viewer read and no more", (name, { method, role }) => {
    const reads = method === "GET" || name === "previewJob";
    expect(!reads && (role === undefined || role === "viewer")).toBe(false);
  });
});

describe("the list routes", () => {
  const lists = all.filter(([name]) => name.startsWith("list"));

  test.each(lists)("%s pages by cursor, at most 100 at a time", (_name, _facts, { query = {} }) => {
    expect(Check(query, { limit: 100, cursor: "abc" })).toBe(true);
    expect(Check(query, {})).toBe(true);
    expect(Check(query, { limit: 101 })).toBe(false);
    expect(Check(query, { limit: 0 })).toBe(false);
    expect(Check(query, { cursor: "" })).toBe(false);
  });
});

describe("text fields", () => {
  const { name } = contract.createTopic.body.properties;

  test.each(["Drain repair", " padded", "é", "東京", "a\u00a0b", "x".repeat(120)])("take %j", (value) => {
    expect(Check(name, value)).toBe(true);
  });

  test.each(["", " ", "\u00a0", "a\nb", "a\u0000", "\ttab", "a\u007f", "x".repeat(121)])(
    "refuse %j",
    (value) => {
      expect(Check(name, value)).toBe(false);
    },
  );
});

test("a client cannot choose the fields that the server computes", () => {
  const topic = { kind: "keyword", language: "en", name: "Drain repair" };
  expect(Check(contract.createTopic.body, topic)).toBe(true);
  for (const field of ["key", "slug", "pk", "sk", "id", "version", "createdAt"])
    expect(Check(contract.createTopic.body, { ...topic, [field]: "x" })).toBe(false);
});
