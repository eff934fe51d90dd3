import { IdempotencyConfig, IdempotencyItemAlreadyExistsError } from "@aws-lambda-powertools/idempotency";
import { makeHandlerIdempotent } from "@aws-lambda-powertools/idempotency/middleware";
import { BasePersistenceLayer, type IdempotencyRecord } from "@aws-lambda-powertools/idempotency/persistence";
import { Logger } from "@aws-lambda-powertools/logger";
import { search } from "@aws-lambda-powertools/logger/correlationId";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import httpCors from "@middy/http-cors";
import httpErrorHandler from "@middy/http-error-handler";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import validator from "@middy/validator";
import { transpileSchema } from "@middy/validator/transpile";
import { JwtVerifier } from "aws-jwt-verify";
import type { Invoke } from "./invoke.ts";
import { type Order, orderSchema, origin, receiptOf } from "./route.ts";
import type { SignedIn } from "./sign-in.ts";

/** Which parts a typical stack has. */
export interface TypicalParts {
  auth: SignedIn | undefined;
  traced: boolean;
}

/**
 * What a careful project puts together of the usual packages. It has no redaction, no ids in errors, no metrics, and
 * its output check sees the status alone.
 */
export function typicalStack({ auth, traced }: TypicalParts): Invoke {
  const logger = new Logger({ serviceName: "typical", correlationIdSearchFn: search });
  const tracer = new Tracer({ serviceName: "typical", enabled: traced });
  const handler = middy(async ({ body }: { body: Order }) => {
    const receipt = receiptOf(body);
    logger.info("order taken", { article: receipt.article, total: receipt.total });
    return {
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(receipt),
    };
  })
    .use(
      injectLambdaContext(logger, {
        correlationIdPath: 'headers."x-request-id"',
        resetKeys: true,
      }) as middy.MiddlewareObj,
    )
    .use(captureLambdaHandler(tracer) as middy.MiddlewareObj)
    .use(httpCors({ origins: [origin] }))
    .use(httpErrorHandler({ logger: false }));
  if (auth !== undefined) handler.before(verifying(auth));
  handler
    .use(httpJsonBodyParser() as middy.MiddlewareObj)
    .use(
      validator({
        eventSchema: transpileSchema({
          type: "object",
          required: ["body"],
          properties: { body: orderSchema },
        }),
        responseSchema: transpileSchema({
          type: "object",
          required: ["statusCode", "body"],
          properties: { statusCode: { type: "integer" }, body: { type: "string" } },
        }),
      } as object),
    )
    .use(
      makeHandlerIdempotent({
        persistenceStore: new MemoryLayer(),
        config: new IdempotencyConfig({ eventKeyJmesPath: 'headers."idempotency-key"' }),
      }) as middy.MiddlewareObj,
    );
  return handler as unknown as Invoke;
}

function verifying({ issuer, audience, jwksUri, jwks }: SignedIn) {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri });
  verifier.cacheJwks(jwks);
  return async ({ event }: { event: unknown }) => {
    const { headers } = event as { headers: { authorization: string } };
    await verifier.verify(headers.authorization.slice("Bearer ".length));
  };
}

const remembered = 10_000;

class MemoryLayer extends BasePersistenceLayer {
  readonly #records = new Map<string, IdempotencyRecord>();

  protected async _getRecord(key: string): Promise<IdempotencyRecord> {
    return this.#records.get(key) as IdempotencyRecord;
  }

  protected async _putRecord(record: IdempotencyRecord): Promise<void> {
    if (this.#records.has(record.idempotencyKey)) throw new IdempotencyItemAlreadyExistsError();
    if (this.#records.size >= remembered) this.#records.clear();
    this.#records.set(record.idempotencyKey, record);
  }

  protected async _updateRecord(record: IdempotencyRecord): Promise<void> {
    this.#records.set(record.idempotencyKey, record);
  }

  protected async _deleteRecord({ idempotencyKey }: IdempotencyRecord): Promise<void> {
    this.#records.delete(idempotencyKey);
  }
}
