import { describe, expect, test } from "@jest/globals";
import { api, Problem, router } from "#middleware";
import { bodyOf, header, httpEvent, lambdaContext, outside } from "../support.ts";

function routed(options = {}) {
  const { ports, lines } = outside();
  const answer = (name: string) =>
    api({ ports }, ({ path, event }) => ({ name, path, routeKey: event.routeKey }));
  const route = router(
    [
      { method: "GET", path: "/things", handler: answer("list") },
      { method: "POST", path: "/things", handler: answer("create") },
      { method: "GET", path: "/things/{id}", handler: answer("read") },
      { method: "GET", path: "/files/{proxy+}", handler: answer("file") },
    ],
    { ports, ...options },
  );
  const ask = (method: string, path: string) =>
    route(httpEvent({ method, path, route: "$default" }), lambdaContext());
  return { ask, lines, route };
}

describe("router()", () => {
  test("sends a request to its route with its path parameters", async () => {
    const { ask } = routed();
    expect(bodyOf(await ask("GET", "/things"))).toMatchObject({ name: "list" });
    expect(bodyOf(await ask("POST", "/things/"))).toMatchObject({ name: "create" });
    expect(bodyOf(await ask("GET", "/things/7"))).toMatchObject({ name: "read", path: { id: "7" } });
    expect(bodyOf(await ask("GET", "/files/a/b"))).toMatchObject({ name: "file", path: { proxy: "a/b" } });
  });

  test("logs the template of the path, not the path", async () => {
    const { ask, lines } = routed();
    await ask("GET", "/things/jane@example.com");
    expect(lines).toMatchObject([{ method: "GET", route: "/things/{id}" }]);
    expect(JSON.stringify(lines)).not.toContain("example.com");
  });

  test.each(["/", "/thing", "/things/7/8", "/__proto__", "/constructor", "", "//things"])(
    "answers the unknown path %j with 404",
    async (path) => {
      const { ask, lines } = routed();
      const response = await ask("GET", path);
      expect(bodyOf(response)).toMatchObject({ status: 404, code: "not-found", requestId: "made-id-1" });
      expect(header(response, "x-request-id")).toBe("made-id-1");
      expect(lines).toMatchObject([{ message: "request", status: 404 }]);
    },
  );

  test("redacts an unknown path in the log", async () => {
    const { ask, lines } = routed();
    await ask("GET", "/unknown/jane@example.com");
    expect(lines).toMatchObject([{ path: expect.stringMatching(/^\/unknown\/\[email/) }]);
  });

  test.each(["DELETE", "TRACE", "constructor", "OPTIONS"])(
    "answers %s on a known path with 405",
    async (method) => {
      const { ask } = routed();
      const response = await ask(method, "/things");
      expect(bodyOf(response)).toMatchObject({ status: 405, code: "method-not-allowed" });
      expect(header(response, "allow")).toBe("GET, POST");
    },
  );

  test("names the methods of a path with parameters", async () => {
    const { ask } = routed();
    expect(header(await ask("PUT", "/things/7"), "allow")).toBe("GET");
    expect(header(await ask("PUT", "/files/a/b"), "allow")).toBe("GET");
  });

  test("lets the caller word the 404", async () => {
    const notFound = ({ method, path }: { method: string; path: string }) =>
      new Problem("no-such-route", { status: 404, title: `${method} ${path}` });
    expect(bodyOf(await routed({ notFound }).ask("GET", "/x"))).toMatchObject({
      code: "no-such-route",
      title: "GET /x",
    });
  });

  test("answers an event that is no request with 404", async () => {
    const response = await routed().route({} as never, lambdaContext());
    expect(response.statusCode).toBe(404);
  });

  test("reads REST 1.0 events and leaves the gateway's event as it came", async () => {
    const event = Object.freeze({ httpMethod: "GET", path: "/things/7", headers: {} });
    const response = await routed().route(event, lambdaContext());
    expect(bodyOf(response)).toMatchObject({ name: "read", path: { id: "7" } });
  });

  test("refuses a typo and an empty list at start-up", () => {
    expect(() => router([], {})).toThrow("the list of routes is empty");
    expect(() => routed({ notFoud: 1 })).toThrow('unknown option "notFoud"');
  });
});
