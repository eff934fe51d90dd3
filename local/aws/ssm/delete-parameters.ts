import type { Input } from "../wire-input.ts";
import { readNames } from "./get-parameters.ts";
import { parameterKey } from "./parameter-name.ts";
import { commit, existing, required, type Store } from "./store.ts";

/** The operation DeleteParameter. */
export function deleteParameter(store: Store, input: Input) {
  const { name } = existing(store, required(input, "Name").trim());
  commit(store, { kind: "delete", names: [name] }, store.options.clock.now());
}

/** The operation DeleteParameters: what is not there is listed, and is no error. */
export function deleteParameters(store: Store, input: Input) {
  const names = readNames(input);
  const present = names.filter((name) => store.parameters.has(parameterKey(name)));
  if (present.length > 0) commit(store, { kind: "delete", names: present }, store.options.clock.now());
  return {
    DeletedParameters: present,
    InvalidParameters: names.filter((name) => !present.includes(name)),
  };
}
