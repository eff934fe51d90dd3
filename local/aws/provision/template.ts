/** A CloudFormation template, as far as it is read. */
export interface Template {
  /** Macros: `AWS::Serverless-2016-10-31` is the one that is carried out. */
  Transform?: string | string[];
  /** Settings that SAM puts into every function and API. */
  Globals?: Record<string, Record<string, unknown>>;
  Parameters?: Record<string, TemplateParameter>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value?: unknown; Condition?: string }>;
}

/** One parameter of a template. */
export interface TemplateParameter {
  Type?: string;
  Default?: unknown;
  AllowedValues?: unknown[];
  AllowedPattern?: string;
  NoEcho?: boolean | string;
}

/** One resource of a template. */
export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  DependsOn?: string | string[];
  Metadata?: Record<string, unknown>;
}

/**
 * The logical ids of a template in an order in which everything comes after what it refers to.
 * @throws Error naming the circle when resources depend on each other in one.
 */
export function creationOrder(resources: Record<string, TemplateResource>): string[] {
  const order = new Set<string>();
  const visit = (logicalId: string, path: readonly string[]) => {
    if (order.has(logicalId)) return;
    if (path.includes(logicalId))
      throw new Error(`Resources depend on each other in a circle: ${[...path, logicalId].join(" → ")}.`);
    for (const needed of references(resources[logicalId]))
      if (Object.hasOwn(resources, needed)) visit(needed, [...path, logicalId]);
    order.add(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return [...order];
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...named(key, inner), ...references(inner)]);
}

function named(key: string, value: unknown): string[] {
  if (key === "Ref" || key === "Fn::GetAtt" || key === "DependsOn")
    return [value]
      .flat()
      .flatMap((name) => (typeof name === "string" ? [name, name.split(".")[0] ?? ""] : []));
  if (key !== "Fn::Sub") return [];
  const text = String(Array.isArray(value) ? value[0] : value);
  return [...text.matchAll(/\$\{([^!}.]+)/g)].map(([, name = ""]) => name);
}
