import type { HttpEvent, HttpResponse } from "#middleware";

/** Calls a handler as Lambda does. */
export type Invoke = (event: HttpEvent, lambdaContext: object) => Promise<HttpResponse>;
