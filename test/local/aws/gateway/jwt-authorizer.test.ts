import { createHmac, sign as signBytes } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { JWTPayload } from "jose";
import type { HttpApiDefinition, HttpRoute } from "#local/aws/http-api.ts";
import { send } from "./http-client.ts";
import { closeApis, serveApi, start } from "./serve-api.ts";
import { closeIssuers, keyPair, sign, startIssuer } from "./token-issuer.ts";

afterEach(closeApis);
afterEach(closeIssuers);

const own = keyPair("first");
const other = keyPair("first");
const seconds = start / 1000;

interface GuardedEvent {
  requestContext: { authorizer: { jwt: { claims: Record<string, string>; scopes: string[] | null } } };
}

const route = (settings: Partial<HttpRoute> = {}): HttpRoute => ({
  routeKey: "GET /pets",
  functionName: "pets",
  guard: { authorizer: "tokens" },
  ...settings,
});

/** An API whose route /pets takes tokens of an issuer on loopback. */
async function guarded(routes = [route()], settings: { source?: "header" | "querystring" } = {}) {
  const issuer = await startIssuer([own]);
  const { source: from = "header" } = settings;
  const definition: HttpApiDefinition = {
    kind: "http",
    apiId: "abcdef1234",
    routes: [...routes, { routeKey: "GET /open", functionName: "open" }],
    stages: [{ name: "$default" }],
    authorizers: {
      tokens: {
        type: "jwt",
        issuers: [issuer.url],
        audience: ["shop", "staff"],
        identitySource: { from, name: from === "header" ? "authorization" : "token" },
      },
    },
  };
  const served = await serveApi<GuardedEvent>(definition);
  const claims: JWTPayload = { iss: issuer.url, aud: "shop", sub: "me", exp: seconds + 60 };
  const get = (authorization?: string, path = "/pets") =>
    send(`${served.api.url}${path}`, authorization === undefined ? {} : { headers: { authorization } });
  return { ...served, issuer, claims, get };
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a token that is right", () => {
  test.each([
    ["with Bearer", "Bearer "],
    ["on its own", ""],
  ])("passes %s, and its claims go to the function as texts", async (_, prefix) => {
    const { get, claims, events } = await guarded();
    const more = { admin: true, "cognito:groups": ["a", "b"], address: { zip: 1 }, nothing: null, age: 1.5 };
    const { status } = await get(prefix + (await sign({ ...claims, ...more }, own)));
    expect(status).toBe(200);
    expect(events[0]?.requestContext.authorizer).toEqual({
      jwt: {
        claims: {
          ...{ iss: claims.iss, aud: "shop", sub: "me", exp: String(seconds + 60), admin: "true" },
          ...{ "cognito:groups": "[a b]", address: '{"zip":1}', age: "1.5" },
        },
        scopes: null,
      },
    });
  });

  test.each([
    ["any of its audiences", { aud: ["nobody", "staff"] }],
    ["a client_id where there is no aud", { aud: undefined, client_id: "shop" }],
    ["times that are past", { nbf: seconds, iat: seconds }],
  ])("passes by %s", async (_, change) => {
    const { get, claims } = await guarded();
    expect((await get(await sign({ ...claims, ...change }, own))).status).toBe(200);
  });

  test.each(["RS384", "RS512"])("passes when it is signed by %s", async (algorithm) => {
    const { get, claims } = await guarded();
    expect((await get(await sign(claims, own, algorithm))).status).toBe(200);
  });

  test("passes in the query string when it is looked for there", async () => {
    const { get, claims } = await guarded([route()], { source: "querystring" });
    expect((await get(undefined, `/pets?token=${await sign(claims, own)}`)).status).toBe(200);
  });

  test("has its claims in the event of format 1.0, without jwt around them", async () => {
    const { get, claims, events } = await guarded([
      route({ payloadFormat: "1.0", guard: { authorizer: "tokens", scopes: ["read", "write"] } }),
    ]);
    expect((await get(await sign({ ...claims, scope: "write more" }, own))).status).toBe(200);
    expect(events[0]?.requestContext.authorizer).toEqual({
      claims: expect.objectContaining({ sub: "me", scope: "write more" }),
      scopes: ["write"],
    });
  });
});

describe("scopes", () => {
  const scoped = [route({ guard: { authorizer: "tokens", scopes: ["read", "write"] } })];

  test.each([
    ["scope", { scope: "other read" }],
    ["scp as a list", { scp: ["write"] }],
  ])("one of them in %s is enough", async (_, change) => {
    const { get, claims, events } = await guarded(scoped);
    expect((await get(await sign({ ...claims, ...change }, own))).status).toBe(200);
    expect(events[0]?.requestContext.authorizer.jwt.scopes).toHaveLength(1);
  });

  test.each([[{}], [{ scope: "reader" }], [{ scope: "" }]])("none of them is a 403: %j", async (change) => {
    const { get, claims, events } = await guarded(scoped);
    const { status, text, headers } = await get(await sign({ ...claims, ...change }, own));
    expect([status, text]).toEqual([403, '{"message":"Forbidden"}']);
    expect(headers["www-authenticate"]).toBe(
      'Bearer scope="read write" error="insufficient_scope" error_description="expected scopes: [read write]"',
    );
    expect(events).toEqual([]);
  });
});

describe("a request is refused with 401", () => {
  async function refused(token: string | undefined, setup: Awaited<ReturnType<typeof guarded>>) {
    const { status, text, headers } = await setup.get(token);
    expect([status, text]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(setup.events).toEqual([]);
    return headers["www-authenticate"];
  }
  const described = (description: string) =>
    `Bearer scope="" error="invalid_token" error_description="${description}"`;

  test("without a token, and nobody is asked for keys", async () => {
    const setup = await guarded();
    expect(await refused(undefined, setup)).toBe("Bearer");
    expect(await refused("", setup)).toBe("Bearer");
    expect(setup.issuer.asked).toEqual([]);
  });

  test.each([
    ["has expired", { exp: seconds }, "the token has expired"],
    ["never expires", { exp: undefined }, "the token does not expire"],
    ["says when it expires as a text", { exp: String(seconds + 60) }, "the token does not expire"],
    ["is not valid yet", { nbf: seconds + 1 }, "the token is not valid yet"],
    ["was issued in the future", { iat: seconds + 1 }, "the token was issued in the future"],
    ["is meant for others", { aud: ["nobody"] }, "the token does not have a valid audience"],
    ["is meant for nobody", { aud: undefined }, "the token does not have a valid audience"],
    [
      "has a client_id that does not count beside aud",
      { aud: "x", client_id: "shop" },
      "the token does not have a valid audience",
    ],
    ["is of another issuer", { iss: "https://issuer.example.com" }, "issuer does not match"],
    ["is of no issuer", { iss: undefined }, "issuer does not match"],
  ])("whose token %s", async (_, change, description) => {
    const setup = await guarded();
    const token = await sign({ ...setup.claims, ...change } as JWTPayload, own);
    expect(await refused(token, setup)).toBe(described(description));
  });

  test("whose token expires while the clock is turned", async () => {
    const setup = await guarded();
    const token = await sign(setup.claims, own);
    setup.clock.advance(59_999);
    expect((await setup.get(token)).status).toBe(200);
    setup.events.length = 0;
    setup.clock.advance(1);
    expect(await refused(token, setup)).toBe(described("the token has expired"));
  });

  test("whose token another key of the same id has signed", async () => {
    const setup = await guarded();
    const wrong = "the signature of the token is wrong";
    expect(await refused(await sign(setup.claims, other), setup)).toBe(described(wrong));
  });

  test("whose claims were changed after they were signed", async () => {
    const setup = await guarded();
    const [head, , signature] = (await sign(setup.claims, own)).split(".");
    await refused(`${head}.${base64({ ...setup.claims, sub: "root" })}.${signature}`, setup);
  });

  test("whose signature is longer, shorter or not base64url", async () => {
    const setup = await guarded();
    const token = await sign(setup.claims, own);
    for (const changed of [
      `${token}AAAA`,
      token.slice(0, -8),
      `${token}=`,
      `${token}!`,
      `${token} `.concat("x"),
    ])
      await refused(changed, setup);
  });

  test("whose token is signed by no one (alg none)", async () => {
    const setup = await guarded();
    const wrong = described("the token is not signed with an RSA algorithm");
    for (const alg of ["none", "None", ""])
      for (const signature of ["e30", "AA"]) {
        const token = `${base64({ alg, kid: "first" })}.${base64(setup.claims)}.${signature}`;
        expect(await refused(token, setup)).toBe(wrong);
      }
    await refused(`${base64({ alg: "none", kid: "first" })}.${base64(setup.claims)}.`, setup);
  });

  test("whose token is signed by HS256 with the public key as its secret", async () => {
    const setup = await guarded();
    const secrets = [
      own.publicKey.export({ type: "spki", format: "pem" }),
      own.publicKey.export({ type: "spki", format: "der" }),
    ];
    for (const secret of secrets) {
      const signed = `${base64({ alg: "HS256", kid: "first" })}.${base64(setup.claims)}`;
      const signature = createHmac("sha256", secret).update(signed).digest("base64url");
      await refused(`${signed}.${signature}`, setup);
    }
  });

  test.each([
    ["no kid", {}],
    ["a kid that is no text", { kid: 1 }],
    ["a kid of Object's prototype", { kid: "constructor" }],
    ["a kid that the issuer does not have", { kid: "second" }],
    ["an alg of Object's prototype", { kid: "first", alg: "constructor" }],
    ["an alg that is a list", { kid: "first", alg: ["RS256"] }],
  ])("whose token has %s", async (_, head) => {
    const setup = await guarded();
    const signed = `${base64({ alg: "RS256", ...head })}.${base64(setup.claims)}`;
    const signature = signBytes("sha256", Buffer.from(signed), own.privateKey).toString("base64url");
    await refused(`${signed}.${signature}`, setup);
  });

  test("whose token has any number of segments but three", async () => {
    const setup = await guarded();
    const wrong = described("token contains an invalid number of segments");
    const token = await sign(setup.claims, own);
    for (const text of ["x", "a.b", `${token}.e30`, "Bearer", "Bearer x", "."])
      expect(await refused(text, setup)).toBe(wrong);
  });

  test("whose token has segments that are no JSON objects", async () => {
    const setup = await guarded();
    for (const text of ["..", "e30.e30.", "!.e30.AA", "bnVsbA.e30.AA", "W10.W10.AA", "e.e.e"])
      expect(await refused(text, setup)).toMatch(/malformed|RSA/);
  });
});

test("a token that is too large for the gateway never reaches the authorizer", async () => {
  const { get, claims, issuer } = await guarded();
  const { status } = await get(await sign({ ...claims, padding: "x".repeat(12_000) }, own));
  expect(status).toBe(431);
  expect(issuer.asked).toEqual([]);
});

test("a token in a large header is read as any other", async () => {
  const { get, claims } = await guarded();
  expect((await get(await sign({ ...claims, padding: "x".repeat(6_000) }, own))).status).toBe(200);
});

describe("the issuer", () => {
  const discovery = "/.well-known/openid-configuration";

  test("is asked once, however many requests there are at once, and not for routes that are open", async () => {
    const { get, claims, issuer } = await guarded();
    expect((await get(undefined, "/open")).status).toBe(200);
    expect(issuer.asked).toEqual([]);
    const token = await sign(claims, own);
    const answers = await Promise.all(Array.from({ length: 5 }, () => get(token)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(issuer.asked).toEqual([discovery, "/keys"]);
  });

  test("is asked again after two hours of the clock", async () => {
    const { get, claims, issuer, clock } = await guarded();
    const token = await sign({ ...claims, exp: seconds + 100_000 }, own);
    await get(token);
    clock.advance(2 * 3_600_000 - 1);
    await get(token);
    expect(issuer.asked).toHaveLength(2);
    clock.advance(1);
    expect((await get(token)).status).toBe(200);
    expect(issuer.asked).toHaveLength(4);
  });

  test("is asked again for a key that is new, and for one that it lacks every 30 seconds at most", async () => {
    const { get, claims, issuer, clock } = await guarded();
    const second = keyPair("second");
    const token = await sign(claims, second);
    expect((await get(token)).status).toBe(401);
    issuer.keys.push(second);
    expect((await get(token)).status).toBe(401);
    expect(issuer.asked).toHaveLength(2);
    clock.advance(30_000);
    expect((await get(token)).status).toBe(200);
    expect(issuer.asked).toHaveLength(4);
  });

  test.each([
    ["no discovery document", discovery, "OIDC discovery endpoint communication error"],
    ["no keys", "/keys", "JWKS communication error"],
  ])(
    "that has %s is named to the client and to the user, and asked anew next time",
    async (_, path, wrong) => {
      const { get, claims, issuer, sentences, clock } = await guarded();
      const token = await sign(claims, own);
      for (const failure of [500, 302, 200]) {
        issuer.answers[path] = (response) =>
          response.writeHead(failure, { location: `${issuer.url}/elsewhere` }).end("[");
        const { status, headers } = await get(token);
        expect(status).toBe(401);
        expect(headers["www-authenticate"]).toContain(`error_description="${wrong}"`);
      }
      expect(sentences).toHaveLength(3);
      expect(sentences[0]).toMatch(/^The keys of the token issuer http:.* could not be read .*--issuer\.$/);
      delete issuer.answers[path];
      expect((await get(token)).status).toBe(200);
      expect(clock.now()).toBe(start);
    },
  );

  test("that cannot be reached is a 401", async () => {
    const { get, claims, issuer, sentences } = await guarded();
    await issuer.close();
    expect((await get(await sign(claims, own))).status).toBe(401);
    expect(sentences[0]).toContain("ECONNREFUSED");
  });

  test("that is silent is given up on in the machine's time, though the clock stands", async () => {
    const { get, claims, issuer, sentences } = await guarded();
    issuer.answers[discovery] = () => {};
    expect((await get(await sign(claims, own))).status).toBe(401);
    expect(sentences[0]).toContain("did not answer in time");
  });

  test("has keys of other kinds, which count for nothing", async () => {
    const { get, claims, issuer } = await guarded();
    const jwk = own.publicKey.export({ format: "jwk" });
    const keys = [
      { ...jwk, kid: "first", use: "enc" },
      { ...jwk, kid: "first", kty: "EC" },
      { kid: "first" },
    ];
    issuer.answers["/keys"] = (response) => response.end(JSON.stringify({ keys }));
    expect((await get(await sign(claims, own))).status).toBe(401);
  });

  test("can be asked at another place than its URL, and its jwks_uri with it", async () => {
    const issuer = await startIssuer([own]);
    const name = "https://issuer.example.com/pool";
    const document = JSON.stringify({ issuer: name, jwks_uri: `${name}/keys` });
    issuer.answers[discovery] = (response) => response.end(document);
    const definition: HttpApiDefinition = {
      ...{ kind: "http", apiId: "abcdef1234", routes: [route()], stages: [{ name: "$default" }] },
      authorizers: {
        tokens: {
          ...{ type: "jwt", issuers: [name], audience: [] },
          identitySource: { from: "header", name: "authorization" },
        },
      },
    };
    const { api } = await serveApi(definition, undefined, { issuers: { [name]: `${issuer.url}/` } });
    const authorization = await sign({ iss: name, exp: seconds + 60 }, own);
    expect((await send(`${api.url}/pets`, { headers: { authorization } })).status).toBe(200);
    expect(issuer.asked).toEqual([discovery, "/keys"]);
  });
});

test("a guard whose authorizer is not there closes its route", async () => {
  const { get, sentences } = await guarded([route({ guard: { authorizer: "nobody" } })]);
  expect((await get("x")).status).toBe(500);
  expect(sentences[0]).toContain("no authorizer nobody");
});

test("the refusals of an API with CORS have its headers", async () => {
  const { api } = await serveApi({
    ...{
      kind: "http",
      apiId: "abcdef1234",
      routes: [route()],
      stages: [{ name: "$default" }],
      authorizers: {},
    },
    cors: {
      ...{
        allowOrigins: ["*"],
        allowMethods: [],
        allowHeaders: [],
        exposeHeaders: [],
        allowCredentials: false,
      },
    },
  });
  const { headers } = await send(`${api.url}/pets`, { headers: { origin: "https://shop.example.com" } });
  expect(headers["access-control-allow-origin"]).toBe("*");
});
