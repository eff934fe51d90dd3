/** A stranger's code, as CommonJS: it tries what the package loads late, and what its entries must share. */
export const usePackage = `module.exports = async (middleware, lean, testing) => {
  const traceHeader = "Root=1-69560000-000000000000000000000001;Parent=0000000000000001;Sampled=1";
  const { ports, lines, segments } = testing.captureLogs({ traceHeader });
  const context = testing.lambdaContext();
  const call = async (handler, parts) => (await handler(testing.httpApiEvent(parts), context)).statusCode;

  const schema = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
  const memory = middleware.memoryStore();
  let keeper;
  const begin = (...given) => {
    // The name of a method of Powertools' persistence, which no bundler changes.
    keeper = new Error().stack.includes("saveInProgress") ? "powertools" : "lean";
    return memory.begin(...given);
  };
  const create = middleware.api({ ports, body: schema, idempotent: { store: { ...memory, begin } } }, () => {
    const { requestId } = lean.currentContext();
    return { sameState: requestId === middleware.currentContext().requestId };
  });
  const first = { body: { name: "Ada" }, headers: { "idempotency-key": "key-1", "x-request-id": "request-one" } };
  const { body } = await create(testing.httpApiEvent(first), context);

  const signIn = middleware.google({
    audience: () => "client",
    allowList: async () => [],
    fetchJwks: async () => ({ keys: [] }),
    now: ports.now,
  });
  const guarded = middleware.api({ ports, auth: signIn }, () => ({}));
  const refused = middleware.api({ ports }, () => {
    throw new lean.Problem("sold-out", { status: 409, title: "Sold out" });
  });
  const work = middleware.queue({ ports }, ({ message, log }) => {
    if (message.bad) throw new Error("bad");
    log.info("worked");
  });
  const ids = (id) => ({ "x-request-id": id });
  const batch = testing.sqsEvent(
    { body: { bad: false }, attributes: ids("record-one") },
    { body: { bad: true }, attributes: ids("record-two") },
  );
  return {
    ...JSON.parse(body),
    keeper,
    again: await call(create, first),
    misfit: await call(create, { body: { name: 7 } }),
    guarded: await call(guarded, { headers: { authorization: "Bearer aaa.bbb.ccc" } }),
    refused: await call(refused, {}),
    failures: (await work(batch, context)).batchItemFailures,
    worked: lines.filter(({ message }) => message === "worked").map(({ requestId }) => requestId),
    first: lines[0].requestId,
    traced: segments.length > 0,
    powertools: typeof middleware.api({ ports, observability: "powertools" }, () => ({})),
  };
};
`;

/** What it finds, in whatever form it is run. */
export const found = {
  sameState: true,
  keeper: "powertools",
  again: 200,
  misfit: 422,
  guarded: 401,
  refused: 409,
  failures: [{ itemIdentifier: "message-2" }],
  worked: ["record-one"],
  first: "request-one",
  traced: true,
  // Refused where a bundler has left out what the main entry does at its start.
  powertools: "function",
};

/** Runs it over `import`. */
export const imported = `import * as middleware from "@marketbrewer/middleware";
import * as lean from "@marketbrewer/middleware/lean";
import * as testing from "@marketbrewer/middleware/testing";
import use from "./use.cjs";
console.log(JSON.stringify(await use(middleware, lean, testing)));
`;

/** Runs it over \`require\`. */
export const required = `const name = "@marketbrewer/middleware";
const use = require("./use.cjs");
use(require("@marketbrewer/middleware"), require("@marketbrewer/middleware/lean"), require("@marketbrewer/middleware/testing"))
  .then((found) => console.log(JSON.stringify(found)));
`;

/** A suite of a project whose Jest runs CommonJS. */
export const suite = `const use = require("./use.cjs");
test("is used", async () => {
  const found = await use(
    require("@marketbrewer/middleware"),
    require("@marketbrewer/middleware/lean"),
    require("@marketbrewer/middleware/testing"),
  );
  expect(found).toEqual(${JSON.stringify(found)});
});
`;

/** A typed project; the marked lines must not compile. */
export const consumer = `import { api, type ApiHandler, google, Problem, queue, task, type User, type Validator } from "@marketbrewer/middleware";
import { api as leanApi } from "@marketbrewer/middleware/lean";
import { captureLogs, httpApiEvent, lambdaContext, sqsEvent } from "@marketbrewer/middleware/testing";
import type { APIGatewayProxyHandlerV2, SQSHandler } from "aws-lambda";
import { z } from "zod";

const order = z.object({ article: z.string(), count: z.number() });
const plain: Validator<{ name: string }> = (data: unknown): data is { name: string } => data !== null;
const auth = google({ audience: () => "client", allowList: async () => [] });

export const create: ApiHandler = api({ body: order, auth, cors: { origins: ["https://example.com"] } }, ({ body, user, log }) => {
  const count: number = body.count;
  const caller: User = user;
  log.info("ordered", { count, role: caller.role });
  // @ts-expect-error: the schema has no such field
  body.articel;
  if (count > 9) throw new Problem("too-many", { status: 409, title: "Too many" });
  return { count };
});

export const rename = leanApi({ body: plain }, ({ body, user }) => {
  const name: string = body.name;
  // @ts-expect-error: nobody has signed in
  user.role;
  return { name };
});

export const ship = queue({ message: order }, ({ message, record, requestId }) => {
  const article: string = message.article;
  // @ts-expect-error: the count is a number
  message.count.trim();
  return [article, record.messageId, requestId];
});

// @ts-expect-error: there is no such option
api({ boddy: order }, () => ({}));

const { ports, lines } = captureLogs();
export const sweep = task({ name: "sweep", ports }, ({ remainingMs }) => remainingMs() + lines.length);
export const answers = [create(httpApiEvent({ body: {} }), lambdaContext()), ship(sqsEvent({ body: {} }), lambdaContext())];
export const forGateway: APIGatewayProxyHandlerV2 = create;
export const forQueue: SQSHandler = ship;
`;
