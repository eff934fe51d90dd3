import { describe, expect, test } from "@jest/globals";
import { api, respond } from "#middleware";
import { readHttpEvent } from "../../../middleware/http/http-event.ts";
import { bodyOf, httpEvent, lambdaContext, outside } from "../support.ts";

const rest = {
  httpMethod: "GET",
  path: "/things",
  resource: "/things",
  headers: { "X-Tag": "b", Cookie: "b=2" },
  multiValueHeaders: { "X-Tag": ["a", "b"], Cookie: ["a=1", "b=2"], "X-Only": ["c"] },
  queryStringParameters: { tag: "y" },
  multiValueQueryStringParameters: { tag: ["x", "y"] },
};

describe("HTTP events", () => {
  test("of REST 1.0 join what came more than once", () => {
    expect(readHttpEvent(rest)).toMatchObject({
      version: "1.0",
      headers: { "x-tag": "a,b", cookie: "a=1; b=2", "x-only": "c" },
      query: { tag: "x,y" },
    });
  });

  test("of HTTP API 2.0 and Function URLs have their cookies among the headers", () => {
    const event = { ...httpEvent(), cookies: ["a=1", "b=2"] };
    const url = {
      ...event,
      routeKey: "$default",
      requestContext: { ...event.requestContext, domainName: "x.lambda-url" },
    };
    for (const one of [event, url])
      expect(readHttpEvent(one)).toMatchObject({
        version: "2.0",
        method: "GET",
        headers: { cookie: "a=1; b=2" },
      });
  });

  test("of the console's test button, without context or with none of the fields are read", () => {
    const test = { ...rest, headers: null, multiValueHeaders: null, queryStringParameters: null };
    expect(readHttpEvent(test)).toMatchObject({ method: "GET", headers: {} });
    expect(readHttpEvent({ version: "2.0", routeKey: "PUT /a", rawPath: "/a" })).toMatchObject({
      method: "PUT",
      path: "/a",
    });
    expect(readHttpEvent({})).toMatchObject({ method: "", path: "" });
  });

  test("get cookies back in the form of their version", async () => {
    const { ports } = outside();
    const handler = api({ ports }, () => respond({ cookies: ["a=1; Secure", "b=2"], body: 1 }));
    expect(await handler(httpEvent(), lambdaContext())).toMatchObject({ cookies: ["a=1; Secure", "b=2"] });
    const answer = await handler(rest, lambdaContext());
    expect(answer).toMatchObject({ multiValueHeaders: { "set-cookie": ["a=1; Secure", "b=2"] } });
    expect(answer).not.toHaveProperty("cookies");
  });

  test("with HEAD get no body", async () => {
    const { ports } = outside();
    const answer = await api({ ports }, () => ({ a: 1 }))(httpEvent({ method: "HEAD" }), lambdaContext());
    expect(answer).toMatchObject({ statusCode: 200, headers: { "content-type": "application/json" } });
    expect(answer).not.toHaveProperty("body");
  });

  test("carry bytes both ways", async () => {
    const { ports } = outside();
    const handler = api({ ports, accept: ["text/csv"] }, ({ body }) =>
      body === "bytes" ? respond({ body: new Uint8Array([1, 2]) }) : { body },
    );
    const run = (text: string) =>
      handler(
        httpEvent({
          body: Buffer.from(text).toString("base64"),
          base64: true,
          headers: { "content-type": "text/csv" },
        }),
        lambdaContext(),
      );
    expect(bodyOf(await run("ä,b"))).toEqual({ body: "ä,b" });
    expect(await run("bytes")).toMatchObject({
      body: "AQI=",
      isBase64Encoded: true,
      headers: { "content-type": "application/octet-stream" },
    });
  });
});
