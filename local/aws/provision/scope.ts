import { type IntrinsicScope, noValue } from "../intrinsics.ts";
import type { Created } from "./resource.ts";
import type { Template } from "./template.ts";

export interface ScopeOptions {
  template: Template;
  parameters: Record<string, string>;
  region: string;
  accountId: string;
  stackName: string;
  /** What has been created so far, by logical id. */
  created: ReadonlyMap<string, Created>;
}

/**
 * The scope of a template's intrinsic functions.
 * @throws Error when a parameter has neither a value nor a default.
 */
export function createScope(options: ScopeOptions): IntrinsicScope {
  const { template, created } = options;
  const values: Record<string, unknown> = { ...pseudoParameters(options), ...parameterValues(options) };
  const find = (logicalId: string) => {
    const found = created.get(logicalId);
    if (!found)
      throw new Error(`the template has no parameter or resource ${logicalId}, or its condition is false`);
    return found;
  };
  return {
    conditions: template.Conditions ?? {},
    mappings: template.Mappings ?? {},
    reference: (name) => (Object.hasOwn(values, name) ? values[name] : find(name).ref),
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

function parameterValues({ template, parameters }: ScopeOptions): Record<string, unknown> {
  const entries = Object.entries(template.Parameters ?? {}).map(([name, { Type, Default }]) => {
    const value = parameters[name] ?? Default;
    if (value === undefined)
      throw new Error(`The template's parameter ${name} has no default: give it a value in parameters.`);
    const isList = Type === "CommaDelimitedList" || Type?.startsWith("List<");
    return [
      name,
      isList
        ? String(value)
            .split(",")
            .map((item) => item.trim())
        : value,
    ] as const;
  });
  return Object.fromEntries(entries);
}
