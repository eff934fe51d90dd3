import Type, { type Static } from "typebox";
import { Id, strict } from "./common.ts";

const version = Type.Literal(1);

/** Asks `dispatch` to send the page messages that a job still lacks. */
export const DispatchMessage = strict({
  v: version,
  kind: Type.Literal("dispatch"),
  jobId: Id,
  run: Type.Integer({ minimum: 1 }),
});
export type DispatchMessage = Static<typeof DispatchMessage>;

/** Asks a worker to write page `n` of a job. */
export const PageMessage = strict({
  v: version,
  kind: Type.Literal("page"),
  jobId: Id,
  run: Type.Integer({ minimum: 1 }),
  n: Type.Integer({ minimum: 1, maximum: 100_000 }),
  /** How often it was sent again after a refusal that cost nothing. */
  deferrals: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type PageMessage = Static<typeof PageMessage>;
