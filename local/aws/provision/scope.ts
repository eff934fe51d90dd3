import { type IntrinsicScope, noValue } from "../intrinsics.ts";
import type { ParameterValue } from "./parameter-values.ts";
import type { Created } from "./resource.ts";
import type { Template } from "./template.ts";

export interface ScopeOptions {
  template: Template;
  parameters: ReadonlyMap<string, ParameterValue>;
  region: string;
  accountId: string;
  stackName: string;
  /** What has been created so far, by logical id. */
  created: ReadonlyMap<string, Created>;
}

/** The scope of a template's intrinsic functions. */
export function createScope(options: ScopeOptions): IntrinsicScope {
  const { template, created, parameters } = options;
  const pseudo: Record<string, unknown> = pseudoParameters(options);
  const find = (logicalId: string) => {
    const found = created.get(logicalId);
    if (!found)
      throw new Error(`the template has no parameter or resource ${logicalId}, or its condition is false`);
    return found;
  };
  return {
    conditions: template.Conditions ?? {},
    mappings: template.Mappings ?? {},
    reference(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = parameters.get(name);
      if (!parameter) return find(name).ref;
      if ("missing" in parameter) throw new Error(parameter.missing);
      return parameter.value;
    },
    attribute(logicalId, name) {
      const { attributes, skipped } = find(logicalId);
      // Nothing stands behind a skipped resource; whoever only passes its attributes on can do so.
      if (!Object.hasOwn(attributes, name) && skipped) return `${logicalId}.${name}`;
      if (!Object.hasOwn(attributes, name)) throw new Error(`${logicalId} has no attribute ${name}`);
      return attributes[name];
    },
  };
}

const pseudoParameters = ({ region, accountId, stackName }: ScopeOptions) => ({
  "AWS::Region": region,
  "AWS::AccountId": accountId,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
  "AWS::StackName": stackName,
  "AWS::StackId": `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
  "AWS::NotificationARNs": [],
  "AWS::NoValue": noValue,
});
