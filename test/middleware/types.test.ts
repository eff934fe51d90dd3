import { describe, expect, test } from "@jest/globals";
import { Type as OldType } from "@sinclair/typebox";
import { type } from "arktype";
import { Type } from "typebox";
import * as v from "valibot";
import { z } from "zod";
import {
  api,
  type FromJsonSchema,
  type Infer,
  type InferInput,
  type QueueRequest,
  queue,
  respond,
  type TextMap,
  type User,
  type Validator,
} from "#middleware";
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

  test("give a function that names a queue's work the same message, wherever it stands", () => {
    const idempotent = (given: { jobId: string }) => given.jobId;
    const before = queue({ idempotent: ({ jobId }, { messageId }) => jobId + messageId, message }, () => 1);
    const inside = queue({ message, idempotent: { key: ({ jobId }) => jobId } }, () => 1);
    const elsewhere = queue({ message, idempotent }, ({ message: { jobId } }) => jobId);
    const unknown = queue({ idempotent: (given) => String(given satisfies unknown) }, () => 1);
    // @ts-expect-error: a name is text
    const wrong = () => queue({ message, idempotent: ({ jobId }) => jobId.length }, () => 1);
    // @ts-expect-error: nobody knows what an unchecked message is
    const unchecked = () => queue({ idempotent }, () => 1);
    // @ts-expect-error: the schema has no such field
    const typo = () => queue({ message, idempotent: { key: ({ job }) => job } }, () => 1);
    for (const made of [before, inside, elsewhere, unknown, wrong, unchecked, typo])
      expect(made).toBeInstanceOf(Function);
  });

  test("survive a foreign layer", () => {
    const handler = api({ body: newThing }, ({ body }) => body.name)
      .use({ before: () => undefined })
      .use([{ after: () => undefined }]);
    // @ts-expect-error: an event is an object
    const wrong = () => handler("event", {});
    expect(wrong).toBeInstanceOf(Function);
  });

  test("come from every kind of schema", () => {
    const schemas = {
      zod: z.object({ name: z.string(), age: z.number().optional() }),
      valibot: v.object({ name: v.string(), age: v.optional(v.number()) }),
      arktype: type({ name: "string", "age?": "number" }),
      typebox: Type.Object({ name: Type.String(), age: Type.Optional(Type.Number()) }),
      old: OldType.Object({ name: OldType.String(), age: OldType.Optional(OldType.Number()) }),
    };
    interface Person {
      name: string;
      age?: number;
    }
    const people = [
      api({ body: schemas.zod }, ({ body }) => body satisfies { name: string; age?: number | undefined }),
      api({ body: schemas.valibot }, ({ body }) => body satisfies { name: string; age?: number | undefined }),
      api({ body: schemas.arktype }, ({ body }) => body satisfies Person),
      api({ body: schemas.typebox }, ({ body }) => body satisfies Person),
      api({ body: schemas.old }, ({ body }) => body satisfies Person),
      // @ts-expect-error: zod's schema has no such field
      api({ body: schemas.zod }, ({ body }) => body.nam),
      // @ts-expect-error: valibot's schema has no such field
      api({ body: schemas.valibot }, ({ body }) => body.nam),
      // @ts-expect-error: arktype's schema has no such field
      api({ body: schemas.arktype }, ({ body }) => body.nam),
      // @ts-expect-error: TypeBox's schema has no such field
      api({ body: schemas.typebox }, ({ body }) => body.nam),
      // @ts-expect-error: the schema of TypeBox before 1.0 has no such field
      api({ body: schemas.old }, ({ body }) => body.nam),
    ];
    for (const handler of people) expect(handler).toBeInstanceOf(Function);
  });

  test("tell what comes out of a transforming schema from what goes in", () => {
    const length = z.string().transform((text) => text.length);
    same<Infer<typeof length>, number>();
    same<InferInput<typeof length>, string>();
    api({ body: length, output: length }, ({ body }) => {
      same<typeof body, number>();
      return "text";
    });
    // @ts-expect-error: the output's schema takes text
    const wrong = api({ output: length }, () => 7);
    expect(wrong).toBeInstanceOf(Function);
  });

  test("come from a JSON Schema that is written in place", () => {
    const handler = api(
      {
        body: {
          type: "object",
          required: ["kind", "tags"],
          properties: {
            kind: { enum: ["a", "b"] },
            tags: { type: "array", items: { type: "string" } },
            size: { type: ["integer", "null"] },
            nested: { type: "object", properties: { yes: { const: true } }, required: ["yes"] },
          },
        },
      },
      ({ body }) => {
        same<
          typeof body,
          { kind: "a" | "b"; tags: string[]; size?: number | null; nested?: { yes: true } }
        >();
      },
    );
    expect(handler).toBeInstanceOf(Function);
  });

  test("read the keywords of JSON Schema", () => {
    same<FromJsonSchema<{ anyOf: [{ type: "string" }, { type: "null" }] }>, string | null>();
    same<FromJsonSchema<{ oneOf: [{ const: 1 }, { type: "boolean" }] }>, 1 | boolean>();
    same<
      FromJsonSchema<{ type: "array"; items: [{ type: "string" }, { type: "number" }] }>,
      [string, number]
    >();
    same<
      FromJsonSchema<{ type: "object"; additionalProperties: { type: "number" } }>,
      Record<string, number>
    >();
    same<FromJsonSchema<{ type: "object" }>, Record<string, unknown>>();
    same<FromJsonSchema<{ $ref: "#/x" }>, unknown>();
    const both: FromJsonSchema<{
      allOf: [
        { type: "object"; required: ["a"]; properties: { a: { type: "string" } } },
        { type: "object"; required: ["b"]; properties: { b: { type: "number" } } },
      ];
    }> = { a: "x", b: 1 };
    // @ts-expect-error: both parts hold
    const half: typeof both = { a: "x" };
    const tuple = Type.Tuple([Type.Literal("x"), Type.Union([Type.Integer(), Type.Null()])]);
    same<Infer<typeof tuple>, ["x", number | null]>();
    expect([both, half]).toHaveLength(2);
  });

  test("give a queue without options or schema an unknown message, and one with a schema its type", () => {
    queue(({ message }) => same<typeof message, unknown>());
    const handler = queue({ message: Type.Object({ n: Type.Integer() }) }, ({ message }) => {
      same<typeof message, { n: number }>();
    });
    expect(handler).toBeInstanceOf(Function);
  });

  test("leave the parts without a schema as text beside one that has one", () => {
    const handler = api({ query: z.object({ page: z.coerce.number() }) }, ({ query, path, body }) => {
      same<typeof query, { page: number }>();
      same<typeof path, TextMap>();
      same<typeof body, unknown>();
    });
    expect(handler).toBeInstanceOf(Function);
  });
});
