import type middy from "@middy/core";

/** What Middy hands to a layer. */
export type LayerRequest = middy.Request<unknown, unknown>;

/** A plain Middy middleware object, for our stacks and for any other. */
export type Layer = middy.MiddlewareObj<unknown, unknown>;
