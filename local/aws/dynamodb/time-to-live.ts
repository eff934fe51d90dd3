import { validation } from "./errors.ts";
import { checkMembers, present } from "./members.ts";
import { type Input, optionalBoolean, optionalStructure, optionalText } from "./shape.ts";
import type { Store } from "./store.ts";
import { namedTable } from "./table-input.ts";

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
const shortestInterval = 60 * 60_000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export function updateTimeToLive(store: Store, input: Input): object {
  const table = namedTable(store, input);
  const { attribute, enabled } = readSpecification(input);
  const { attribute: current, changedAt } = table.definition.timeToLive ?? {};
  const now = store.options.clock.now();
  if (current !== undefined && current !== attribute)
    throw validation(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`,
    );
  if ((current !== undefined) === enabled)
    throw validation(`TimeToLive is already ${enabled ? "enabled" : "disabled"}`);
  if (changedAt !== undefined && now - changedAt < shortestInterval)
    throw validation("Time to live has been modified multiple times within a fixed interval");
  const timeToLive = { attribute: enabled ? attribute : undefined, changedAt: now };
  store.define({ ...table.definition, timeToLive });
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export function describeTimeToLive(store: Store, input: Input): object {
  const attribute = namedTable(store, input).definition.timeToLive?.attribute;
  const description = attribute
    ? { TimeToLiveStatus: "ENABLED", AttributeName: attribute }
    : { TimeToLiveStatus: "DISABLED" };
  return { TimeToLiveDescription: description };
}

function readSpecification(input: Input): { attribute: string; enabled: boolean } {
  const specification = optionalStructure(input, "TimeToLiveSpecification");
  const member = "timeToLiveSpecification";
  checkMembers(
    present(member, specification),
    specification && present(`${member}.enabled`, specification.Enabled),
    specification && present(`${member}.attributeName`, specification.AttributeName),
  );
  const attribute = optionalText(specification ?? {}, "AttributeName") ?? "";
  if (attribute === "") throw validation("TimeToLiveSpecification.AttributeName must be non empty");
  return { attribute, enabled: optionalBoolean(specification ?? {}, "Enabled") ?? false };
}
