import { addEvent } from "./events.ts";
import { kept, type Parts, pick, record, type SamResource, type Values } from "./parts.ts";

const passedOn = [
  "FunctionName",
  "Handler",
  "Runtime",
  "Timeout",
  "MemorySize",
  "Layers",
  "PackageType",
  "ReservedConcurrentExecutions",
];

/** AWS::Serverless::Function: the function, and what its events need. */
export function samFunction(resource: SamResource, parts: Parts) {
  const { logicalId } = resource;
  const properties = withGlobals(parts.globals.Function, resource.Properties);
  parts.resources[logicalId] = {
    ...kept(resource),
    Type: "AWS::Lambda::Function",
    Properties: {
      ...pick(properties, passedOn),
      ...pick(properties, ["Environment"]),
      Code: codeOf(properties),
    },
  };
  for (const [name, event] of Object.entries(record(properties.Events)))
    addEvent({ functionId: logicalId, name, condition: resource.Condition, ...typed(event) }, parts);
}

function typed(event: unknown): { type: string; properties: Values } {
  const { Type, Properties } = record(event);
  return { type: String(Type), properties: record(Properties) };
}

function withGlobals(globals: Values, own: Values): Values {
  const variables = {
    ...record(record(globals.Environment).Variables),
    ...record(record(own.Environment).Variables),
  };
  return { ...globals, ...own, Environment: { Variables: variables } };
}

/** The property Code of CloudFormation. */
export function codeOf({ CodeUri, InlineCode }: Values): unknown {
  if (InlineCode !== undefined) return { ZipFile: InlineCode };
  const { Bucket, Key } = record(CodeUri);
  return Key === undefined ? (CodeUri ?? ".") : { S3Bucket: Bucket, S3Key: Key };
}
