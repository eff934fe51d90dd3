import { addHttpRoute, addRestMethod } from "./apis.ts";
import { type Parts, pick, type Values } from "./parts.ts";

/** An event of a function. */
export interface SamEvent {
  functionId: string;
  name: string;
  type: string;
  properties: Values;
  /** The condition of the function. */
  condition: string | undefined;
}

/** Adds the resources that start a function on an event; one of a type that is not offered is named as such. */
export function addEvent(event: SamEvent, parts: Parts) {
  const { functionId, name, type, properties, condition } = event;
  if (type === "HttpApi") return addHttpRoute(event, parts);
  if (type === "Api") return addRestMethod(event, parts);
  const add = adders[type];
  parts.resources[functionId + name] = {
    ...(condition !== undefined && { Condition: condition }),
    ...(add?.(functionId, properties) ?? { Type: `AWS::Serverless::Function event ${type}`, Properties: {} }),
  };
}

const adders: Record<
  string,
  (functionId: string, properties: Values) => { Type: string; Properties: Values }
> = {
  SQS: (functionId, properties) => ({
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      ...pick(properties, [
        "BatchSize",
        "MaximumBatchingWindowInSeconds",
        "ScalingConfig",
        "FunctionResponseTypes",
        "Enabled",
        "FilterCriteria",
      ]),
      EventSourceArn: properties.Queue,
      FunctionName: { Ref: functionId },
    },
  }),
  Schedule: (functionId, properties) => ({
    Type: "AWS::Events::Rule",
    Properties: {
      ...pick(properties, ["Name"]),
      ScheduleExpression: properties.Schedule,
      State: properties.State ?? (properties.Enabled === false ? "DISABLED" : "ENABLED"),
      Targets: [{ Id: functionId, Arn: arnOf(functionId), ...pick(properties, ["Input"]) }],
    },
  }),
  ScheduleV2: (functionId, properties) => ({
    Type: "AWS::Scheduler::Schedule",
    Properties: {
      ...pick(properties, ["Name", "ScheduleExpression", "ScheduleExpressionTimezone", "State", "GroupName"]),
      Target: { Arn: arnOf(functionId), ...pick(properties, ["Input"]) },
    },
  }),
};

const arnOf = (functionId: string) => ({ "Fn::GetAtt": [functionId, "Arn"] });
