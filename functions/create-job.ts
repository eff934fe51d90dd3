import { Failure } from "#domain/failure.ts";
import { api } from "#middleware";
import { createJob as create } from "#pipeline/create-job.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST …/jobs` */
export const createJob = (container: Container) =>
  api(route("createJob", container), ({ path, body, headers, user, requestId }) =>
    create(container.cloud, {
      businessId: path.businessId,
      input: body,
      idempotencyKey: headers["idempotency-key"] ?? missingKey(),
      actor: user.sub,
      requestId,
      defaultModel: container.environment.claude.model,
    }),
  );

function missingKey(): never {
  throw new Failure(
    "missing-idempotency-key",
    "Send one that you make for this order and repeat when you retry it.",
  );
}
