import { describe, expect, test } from "@jest/globals";
import { api, type QueueRequest, queue, respond, type User, type Validator } from "#middleware";
import { validatorOf } from "./support.ts";

// What must not compile is marked; the type check of the repository fails where such a line does compile.

interface NewThing {
  name: string;
}

const newThing: Validator<NewThing> = validatorOf(() => true);
const page: Validator<{ page: number }> = validatorOf(() => true);
const thing: Validator<{ id: string }> = validatorOf(() => true);
const message: Validator<{ jobId: string }> = validatorOf(() => true);
const auth = async (): Promise<User> => ({ email: "a@example.com", sub: "1", role: "viewer" });

/** Fails to compile unless both types are the same. */
function same<A, B>(
  ..._proof: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
) {}

describe("types", () => {
  test("come from the validators", () => {
    const handler = api({ body: newThing, query: page, path: thing, output: thing }, (request) => {
      same<typeof request.body, NewThing>();
      same<typeof request.query, { page: number }>();
      same<typeof request.path, { id: string }>();
      // @ts-expect-error: the schema has no such field
      request.body.nam;
      return { id: request.body.name };
    });
    expect(handler).toBeInstanceOf(Function);
  });

  test("hold the handler to its output schema", () => {
    // @ts-expect-error: the output needs an id
    api({ output: thing }, () => ({ name: "x" }));
    // @ts-expect-error: the output's id is text
    api({ output: thing }, async () => respond({ status: 201, body: { id: 7 } }));
    const fits = api({ output: thing }, async () => respond({ status: 201, body: { id: "7" } }));
    expect(fits).toBeInstanceOf(Function);
  });

  test("make the user certain with auth and absent without", () => {
    api({ auth }, ({ user }) => {
      same<typeof user, User>();
      return user.role;
    });
    api({}, ({ user }) => {
      same<typeof user, undefined>();
      // @ts-expect-error: nobody has signed in
      return user.role;
    });
    api(({ user }) => {
      same<typeof user, undefined>();
    });
    const own = async (token: string) => ({ ...(await auth()), tenant: token });
    const handler = api({ auth: own }, ({ user }) => user.tenant);
    expect(handler).toBeInstanceOf(Function);
  });

  test("leave the body unknown and the parts as text without a validator", () => {
    const handler = api({}, ({ body, query }) => {
      same<typeof body, unknown>();
      same<typeof query, Record<string, string | undefined>>();
    });
    expect(handler).toBeInstanceOf(Function);
  });

  test("refuse a typo and a role that does not exist", () => {
    // @ts-expect-error: there is no such option
    expect(() => api({ boddy: newThing }, () => 1)).toThrow();
    // @ts-expect-error: there is no such option
    expect(() => queue({ mesage: message }, () => 1)).toThrow();
    // @ts-expect-error: there is no such role
    expect(api({ auth, roles: ["owner"] }, () => 1)).toBeInstanceOf(Function);
  });

  test("give a queue's handler its message", () => {
    const handler = queue({ message }, (request) => {
      same<typeof request, QueueRequest<{ jobId: string }>>();
      return request.message.jobId;
    });
    expect(handler).toBeInstanceOf(Function);
  });

  test("survive a foreign layer", () => {
    const handler = api({ body: newThing }, ({ body }) => body.name)
      .use({ before: () => undefined })
      .use([{ after: () => undefined }]);
    // @ts-expect-error: an event is an object
    const wrong = () => handler("event", {});
    expect(wrong).toBeInstanceOf(Function);
  });
});
