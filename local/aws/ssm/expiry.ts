import { latest } from "./parameter.ts";
import { parameterKey } from "./parameter-name.ts";
import { parsePolicies } from "./policies.ts";
import { commit, type Store } from "./store.ts";

/** Deletes the parameters whose Expiration policy is due. Asked before each operation, it needs no timer. */
export function deleteExpired(store: Store): void {
  const at = store.options.clock.now();
  const due: string[] = [];
  for (const parameter of store.parameters.values()) {
    const { policies } = latest(parameter);
    if (policies && (parsePolicies(policies).expiresAt ?? Number.POSITIVE_INFINITY) <= at)
      due.push(parameterKey(parameter.name));
  }
  if (due.length > 0) commit(store, { kind: "delete", names: due }, at);
}
