import type { ResourceHandler } from "./resource.ts";

const reasons: readonly [string, string][] = [
  ["AWS::IAM::", "permissions are not checked"],
  ["AWS::Lambda::Permission", "permissions are not checked"],
  ["AWS::SQS::QueuePolicy", "permissions are not checked"],
  ["AWS::CDK::Metadata", "it says how the template was made"],
  ["AWS::ApiGateway::Model", "requests are not validated"],
  ["AWS::ApiGateway::RequestValidator", "requests are not validated"],
  ["AWS::Logs::", "what functions write goes to the terminal, or to onLog"],
];

/** A resource of a type that is not offered: others can refer to it, and nothing stands behind the name. */
export const skipResource: ResourceHandler = ({ resource, properties, name, region, accountId }) => {
  const [, service = "", kind = ""] = resource.Type.toLowerCase().split("::");
  const named = name(
    properties.names().find((property) => property.toLowerCase() === `${kind}name`) ?? "Name",
  );
  const Arn = `arn:aws:${service}:${region}:${accountId}:${named}`;
  const reason = reasons.find(([prefix]) => resource.Type.startsWith(prefix))?.[1];
  return {
    ref: resource.Type === "AWS::SNS::Topic" ? Arn : named,
    attributes: { Arn },
    skipped: reason ?? "this type is not offered",
  };
};
