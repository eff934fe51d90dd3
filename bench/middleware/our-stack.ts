import { Ajv } from "ajv";
import { api, google, memoryStore, type ObservabilityMode, type Validator } from "#middleware";
import type { Invoke } from "./invoke.ts";
import { type Order, orderSchema, origin, receiptOf, receiptSchema } from "./route.ts";
import type { SignedIn } from "./sign-in.ts";

/** Which parts our stack has. */
export interface OurParts {
  observability: ObservabilityMode;
  auth: SignedIn | undefined;
}

// What a build makes ahead is the same code.
const ajv = new Ajv({ allErrors: true });
const order = ajv.compile(orderSchema) as Validator<Order>;
const receipt = ajv.compile(receiptSchema) as Validator<ReturnType<typeof receiptOf>>;

/** The stack of this package with the same work: id, log line, CORS, problem, JSON, validation, idempotency. */
export function ourStack({ observability, auth }: OurParts): Invoke {
  const options = {
    observability,
    service: "ours",
    body: order,
    output: receipt,
    cors: { origins: [origin] },
    idempotent: { store: memoryStore({ limit: 10_000 }) },
    ...(auth && { auth: authenticator(auth) }),
  };
  return api(options, ({ body, log }) => {
    const answer = receiptOf(body);
    log.add({ article: answer.article, total: answer.total });
    return answer;
  }) as unknown as Invoke;
}

function authenticator({ audience, jwks }: SignedIn) {
  return google({
    audience: () => audience,
    allowList: async () => [{ email: "operator@example.com", role: "operator" }],
    fetchJwks: async () => jwks,
  });
}
