import { ensureBuilt } from "#build/ensure-built.ts";

/** A resource as far as the rules look at it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Properties of a resource, or part of them. */
export interface Properties {
  readonly [name: string]: unknown;
}

/** The resources of a packaged template, by logical id. */
export class Template {
  readonly resources: Readonly<Record<string, Resource>>;

  constructor(template: object) {
    this.resources = (template as { Resources: Record<string, Resource> }).Resources;
  }

  /** Those of a CloudFormation type, such as `AWS::SQS::Queue`. */
  ofType(type: string): [id: string, resource: Resource][] {
    return Object.entries(this.resources).filter(([, resource]) => resource.Type === type);
  }

  /** One by its logical id, or by what refers to it. */
  at(reference: unknown): Resource {
    const id = typeof reference === "string" ? reference : idIn(reference);
    const found = this.resources[id];
    if (!found) throw new Error(`The template has no resource "${id}"`);
    return found;
  }
}

/** The logical id that a `Ref` or a `Fn::GetAtt` leads to. */
export function idIn(reference: unknown): string {
  const { Ref, "Fn::GetAtt": attribute } = reference as { Ref?: string; "Fn::GetAtt"?: [string, string] };
  return Ref ?? attribute?.[0] ?? "";
}

/** Every text anywhere in a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

/** The template of a stage, packaged as it stands in the checkout. */
export async function packagedTemplate(stage: string): Promise<Template> {
  return new Template((await ensureBuilt({ stage })).template);
}
