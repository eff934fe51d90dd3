import { describe, expect, test } from "@jest/globals";
import { type Authenticator, api, Problem, type User } from "#middleware";
import { bodyOf, httpEvent, lambdaContext, outside } from "../support.ts";

const user: User = { email: "kim@example.com", sub: "u-1", role: "operator" };
const headers = { authorization: "Bearer a-token" };

describe.each(["powertools", "lean"] as const)("an authenticator of one's own with %s", (observability) => {
  const call = (auth: Authenticator, roles?: readonly User["role"][]) => {
    const options = { auth, observability, ports: outside().ports, ...(roles && { roles }) };
    return api(options, ({ user }) => user)(httpEvent({ headers }), lambdaContext());
  };

  test.each([
    ["at once", () => user],
    ["later", async () => user],
  ])("may answer %s", async (_when, auth) => {
    expect(bodyOf(await call(auth))).toEqual(user);
    expect(await call(auth, ["operator"])).toMatchObject({ statusCode: 200 });
    expect(bodyOf(await call(auth, ["admin"]))).toMatchObject({ status: 403, code: "role-required" });
  });

  test.each([
    ["at once", () => undefined as never],
    ["later", async () => null as never],
  ])("lets nobody in when it names nobody %s", async (_when, auth) => {
    expect(bodyOf(await call(auth))).toMatchObject({ status: 401, code: "unauthenticated" });
    expect(bodyOf(await call(auth, ["viewer"]))).toMatchObject({ status: 401 });
  });

  test.each(["", " ", "two words", "a\tb", "a".repeat(8_193)])("is not asked about %j", async (token) => {
    const auth = () => user;
    const handler = api({ auth, observability, ports: outside().ports }, () => ({}));
    const send = (text: string) =>
      handler(httpEvent({ headers: { authorization: `Bearer ${text}` } }), lambdaContext());
    expect(bodyOf(await send(token))).toMatchObject({ status: 401, code: "unauthenticated" });
    expect(await send(` ${"a".repeat(8_192)} `)).toMatchObject({ statusCode: 200 });
  });

  test("may refuse at once or later", async () => {
    const teapot = new Problem("teapot", { status: 418, title: "I am a teapot" });
    const throws = () => {
      throw teapot;
    };
    for (const auth of [throws, async () => throws()])
      expect(bodyOf(await call(auth))).toMatchObject({ status: 418, code: "teapot" });
  });

  test("is asked with the token alone and the request's id", async () => {
    const asked: unknown[] = [];
    await call((token, { requestId }) => {
      asked.push(token, requestId);
      return user;
    });
    expect(asked).toEqual(["a-token", "made-id-1"]);
  });
});
