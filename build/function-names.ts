import { grants } from "./grants.ts";

/** The Lambda functions; `functions/<name>.ts` exports the `handler` of each. */
export const functionNames: readonly string[] = Object.keys(grants);
