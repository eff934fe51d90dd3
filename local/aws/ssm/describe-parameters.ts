import type { Input } from "../wire-input.ts";
import { validation } from "./errors.ts";
import { readFilters } from "./filters.ts";
import { readPage } from "./pages.ts";
import { latest } from "./parameter.ts";
import { renderMetadata } from "./render.ts";
import { type Store, sorted } from "./store.ts";

const filterKeys = ["Name", "Type", "KeyId", "Path", "Tier", "DataType"];

/** The operation DescribeParameters; the old `Filters` are refused, `ParameterFilters` replace them. */
export function describeParameters(store: Store, input: Input) {
  if (Array.isArray(input.Filters) && input.Filters.length > 0)
    throw validation("This stand-in knows ParameterFilters only; the older Filters are not offered.");
  const found = sorted(store).filter(readFilters(input, filterKeys));
  const { items, next } = readPage(input, found, 50, 50);
  return {
    Parameters: items.map((parameter) => renderMetadata(store, parameter, latest(parameter))),
    ...next,
  };
}
