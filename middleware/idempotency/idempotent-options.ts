import type { HttpEvent } from "../http/http-event.ts";
import { requireOption } from "../options.ts";
import { checkStoreOptions, type StoreOptions } from "./store-options.ts";

/** Options of idempotency for HTTP routes. */
export interface IdempotentOptions extends StoreOptions {
  /** Whether a request without the header is refused (400); by default it just runs. */
  required?: boolean;
  /**
   * Who calls, where no `auth` of the stack tells: keys of two principals never meet. Without either, all callers of
   * a route share one scope, so that whoever learns a key can read its result.
   */
  principal?: (event: HttpEvent) => string;
  /** Whether a final refusal (4xx, but for 408, 409, 425 and 429) is replayed too; by default its key is free again. */
  keepRefusals?: boolean;
}

/** What may stand as the option `idempotent` of an HTTP route. */
export type IdempotentOption = boolean | IdempotentOptions;

/** @throws Error on an unknown option or one with a value that makes no sense. */
export function checkIdempotent(owner: string, option: IdempotentOption | undefined): void {
  if (option === undefined || typeof option === "boolean") return;
  requireOption(isObject(option), owner, "idempotent must be true or an object of options.");
  checkStoreOptions(owner, option, ["required", "principal", "keepRefusals"]);
  const { principal } = option;
  requireOption(
    principal === undefined || typeof principal === "function",
    owner,
    "idempotent.principal must be a function of the event that tells who calls.",
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
