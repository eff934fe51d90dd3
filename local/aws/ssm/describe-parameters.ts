import type { Input } from "../wire-input.ts";
import { readFilters, readOlderFilters } from "./filters.ts";
import { readPage } from "./pages.ts";
import { latest } from "./parameter.ts";
import { renderMetadata } from "./render.ts";
import { type Store, sorted } from "./store.ts";

const filterKeys = ["Path", "Name", "Type", "KeyId", "Tier", "DataType", "tag"];

/** The operation DescribeParameters. */
export function describeParameters(store: Store, input: Input) {
  const [older, passes] = [readOlderFilters(input), readFilters(input, filterKeys)];
  // No parameter is shared with this account, as there is no other.
  const found = input.Shared === true ? [] : sorted(store).filter((one) => older(one) && passes(one));
  const { items, next } = readPage(input, found, 50, 50);
  return {
    Parameters: items.map((parameter) => renderMetadata(store, parameter, latest(parameter))),
    ...next,
  };
}
