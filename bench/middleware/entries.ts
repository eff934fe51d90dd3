/** The sources of what is bundled and imported, by name. */
export const entries = {
  empty: "export const handler = () => undefined;",
  lean: `import { api } from "./middleware/lean.ts";
export const handler = api(() => ({}));`,
  powertools: `import { api } from "./middleware/index.ts";
export const handler = api(() => ({}));`,
  // What a careful project puts together of the usual packages; it has neither redaction nor ids in its errors.
  typical: `import { makeHandlerIdempotent } from "@aws-lambda-powertools/idempotency/middleware";
import { BasePersistenceLayer } from "@aws-lambda-powertools/idempotency/persistence";
import { search } from "@aws-lambda-powertools/logger/correlationId";
import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import httpCors from "@middy/http-cors";
import httpErrorHandler from "@middy/http-error-handler";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import validator from "@middy/validator";
import { transpileSchema } from "@middy/validator/transpile";

class MemoryLayer extends BasePersistenceLayer {
  #records = new Map();
  async _deleteRecord({ idempotencyKey }) { this.#records.delete(idempotencyKey); }
  async _getRecord(key) { return this.#records.get(key); }
  async _putRecord(record) { this.#records.set(record.idempotencyKey, record); }
  async _updateRecord(record) { this.#records.set(record.idempotencyKey, record); }
}
const logger = new Logger({ serviceName: "bench", correlationIdSearchFn: search });
const schema = (name) => ({ type: "object", required: [name], properties: { [name]: { type: "object" } } });
export const handler = middy(async () => ({ statusCode: 200, body: "{}" }))
  .use(injectLambdaContext(logger, { correlationIdPath: "headers.\\"x-request-id\\"" }))
  .use(captureLambdaHandler(new Tracer({ serviceName: "bench" })))
  .use(httpCors({ origins: ["https://example.com"] }))
  .use(httpErrorHandler())
  .use(httpJsonBodyParser())
  .use(validator({ eventSchema: transpileSchema(schema("body")), responseSchema: transpileSchema({ type: "object" }) }))
  .use(makeHandlerIdempotent({ persistenceStore: new MemoryLayer() }));`,
} as const;
