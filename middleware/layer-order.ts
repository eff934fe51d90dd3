/**
 * The order of the layers of `api`, from the outside in: each sees a request after those before it, and its
 * response, also that of an error, before them. `idempotent` wraps the handler and the check of its output.
 */
export const layerOrder = [
  "context",
  "trace",
  "log",
  "cors",
  "compress",
  "problem",
  "authenticate",
  "rateLimit",
  "parse",
  "validate",
  "idempotent",
  "handler",
  "output",
] as const;

/** The name of a layer of `api`. */
export type LayerName = (typeof layerOrder)[number];
