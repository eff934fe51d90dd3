import { parseScheduleExpression } from "../schedule/expression.ts";
import { functionName } from "./function.ts";
import type { Properties } from "./properties.ts";
import type { Created, Plan, ResourceHandler } from "./resource.ts";

/** AWS::Events::Rule with a ScheduleExpression and functions as targets. */
export const createRule: ResourceHandler = ({ logicalId, properties, plan, name, region, accountId }) => {
  const ref = name("Name");
  const Arn = `arn:aws:events:${region}:${accountId}:rule/${ref}`;
  const physical = { ref, attributes: { Arn } };
  const expression = properties.optionalText("ScheduleExpression");
  if (expression === undefined)
    return { ...physical, skipped: "only rules with a ScheduleExpression are offered" };
  const targets = properties.each("Targets");
  return addSchedules(physical, properties, plan, targets, {
    logicalId,
    arn: Arn,
    source: "aws.events",
    expression,
  });
};

/** AWS::Scheduler::Schedule with a function as target, in UTC. */
export const createSchedule: ResourceHandler = ({ logicalId, properties, plan, name, region, accountId }) => {
  const ref = name("Name");
  const group = properties.optionalText("GroupName") ?? "default";
  const Arn = `arn:aws:scheduler:${region}:${accountId}:schedule/${group}/${ref}`;
  const physical = { ref, attributes: { Arn } };
  const zone = properties.optionalText("ScheduleExpressionTimezone") ?? "UTC";
  if (zone !== "UTC")
    return { ...physical, skipped: `only schedules in UTC are offered, and this is in ${zone}` };
  const expression = properties.text("ScheduleExpression");
  const targets = [properties.inside("Target")];
  return addSchedules(physical, properties, plan, targets, {
    logicalId,
    arn: Arn,
    source: "aws.scheduler",
    expression,
  });
};

function addSchedules(
  physical: Created,
  properties: Properties,
  plan: Plan,
  targets: readonly Properties[],
  schedule: Omit<Plan["schedules"][number], "functionName">,
): Created {
  if (properties.optionalText("State") === "DISABLED")
    return { ...physical, skipped: "its State is DISABLED" };
  const reason = refusal(schedule.expression, targets);
  if (reason) return { ...physical, skipped: reason };
  for (const target of targets) {
    const input = target.optionalText("Input");
    plan.schedules.push({
      ...schedule,
      functionName: functionName(target.text("Arn")),
      ...(input !== undefined && { input: JSON.parse(input) as unknown }),
    });
  }
  return physical;
}

function refusal(expression: string, targets: readonly Properties[]): string | undefined {
  try {
    parseScheduleExpression(expression);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (targets.some((target) => !target.text("Arn").includes(":function:")))
    return "only Lambda functions are offered as targets";
  if (targets.some((target) => target.value("InputPath") ?? target.value("InputTransformer")))
    return "InputPath and InputTransformer are not offered";
  return undefined;
}
