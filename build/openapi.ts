import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { TObject, TSchema } from "typebox";
import { contract, ProblemDetails, type RouteShapes } from "#domain/contract.ts";
import { type RouteFacts, type RouteName, routes } from "#domain/routes.ts";
import type { JsonSchema } from "./json-schema.ts";
import { type Components, openApiComponents } from "./openapi-components.ts";
import { parameterTexts, problemTexts, successTexts, summaries } from "./openapi-text.ts";
import { problemStatuses } from "./problem-statuses.ts";
import { root } from "./root.ts";

/** Where the checked-in document stands. */
export const openApiFile = path.join(root, "openapi.json");

/** Writes `openapi.json` anew. */
export function writeOpenApi(): Promise<void> {
  return writeFile(openApiFile, openApiText());
}

/** The text of `openapi.json`: the same bytes for the same contract. */
export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}

/** The API as an OpenAPI 3.1 document, made from the contract. */
export function openApiDocument(): object {
  const components = openApiComponents();
  const paths = pathItems(components);
  const responses = problemResponses(components);
  return {
    openapi: "3.1.1",
    info: {
      title: "MarketBrewer",
      version: packageVersion(),
      summary: "Landing pages for local businesses.",
    },
    servers: [{ url: "/" }],
    security: [{ googleIdToken: [] }],
    paths,
    components: {
      schemas: components.used(),
      responses,
      securitySchemes: {
        googleIdToken: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "A Google ID token of an account that is on the allow-list.",
        },
      },
    },
  };
}

function packageVersion(): string {
  return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version;
}

function pathItems(components: Components): Record<string, Record<string, object>> {
  const items: Record<string, Record<string, object>> = {};
  for (const [name, facts] of Object.entries(routes) as [RouteName, RouteFacts][]) {
    const item = items[facts.path] ?? {};
    item[facts.method.toLowerCase()] = operation(name, facts, components);
    items[facts.path] = item;
  }
  return items;
}

function operation(name: RouteName, facts: RouteFacts, components: Components): object {
  const shapes: RouteShapes = contract[name];
  const parameters = parametersOf(shapes, components);
  return {
    operationId: name,
    summary: summaries[name],
    ...(facts.role ? { description: `Needs the role ${facts.role}.` } : { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(shapes.body && { requestBody: requestBody(shapes.body as Body, facts, components) }),
    responses: responsesOf(facts, shapes, components),
  };
}

interface ObjectSchema {
  properties?: Record<string, TSchema>;
  required?: readonly string[];
}

function parametersOf(shapes: RouteShapes, components: Components): object[] {
  const places = { path: shapes.path, query: shapes.query, header: shapes.headers };
  return Object.entries(places).flatMap(([place, schema]) => {
    const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: place,
      // The validator leaves a missing header to the function, which answers it with a code of its own.
      required: place === "header" || required.includes(name),
      description: parameterTexts[name],
      schema: components.reference(property),
    }));
  });
}

type Body = TObject & { anyOf?: TObject[] };

// A bulk body is CSV text or an object of rows: each form belongs to its own content type.
function requestBody(body: Body, facts: RouteFacts, components: Components): object {
  const forms = body.anyOf ?? [body];
  const content = (facts.accept ?? ["application/json"]).map((type) => {
    const wanted = type === "application/json" ? "object" : "string";
    const form = forms.find((each) => (each.type as string) === wanted) ?? body;
    return [type, { schema: components.reference(form) }];
  });
  return { required: true, content: Object.fromEntries(content) };
}

function responsesOf(facts: RouteFacts, shapes: RouteShapes, components: Components): object {
  const body = shapes.response && {
    content: { [facts.produces ?? "application/json"]: { schema: components.reference(shapes.response) } },
  };
  const problems = problemStatuses(facts, shapes).map((status) => [
    status,
    { $ref: `#/components/responses/Problem${status}` },
  ]);
  return {
    [facts.status]: { description: successTexts[facts.status], ...body },
    ...Object.fromEntries(problems),
  };
}

function problemResponses(components: Components): Record<string, object> {
  const schema: JsonSchema = components.reference(ProblemDetails);
  const responses = Object.entries(problemTexts).map(([status, description]) => [
    `Problem${status}`,
    { description, ...retryHeader(status), content: { "application/problem+json": { schema } } },
  ]);
  return Object.fromEntries(responses);
}

function retryHeader(status: string): object {
  const description = "Seconds to wait before the next attempt";
  return status === "429" || status === "503"
    ? { headers: { "Retry-After": { description, schema: { type: "integer", minimum: 0 } } } }
    : {};
}
