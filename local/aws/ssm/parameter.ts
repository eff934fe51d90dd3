/** The types of a parameter. */
export const parameterTypes = ["String", "StringList", "SecureString"] as const;

/** One version of a parameter, as the journal keeps it. */
export interface ParameterVersion {
  version: number;
  value: string;
  type: (typeof parameterTypes)[number];
  tier: "Standard" | "Advanced";
  dataType: string;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
  description?: string;
  /** SecureString only. */
  keyId?: string;
  allowedPattern?: string;
  /** The text of its policies, a JSON array. */
  policies?: string;
}

/** A parameter with the versions that are kept, oldest first. */
export interface Parameter {
  /** As it was first written, with or without the leading slash. */
  readonly name: string;
  readonly versions: ParameterVersion[];
  /** The version that each label stands at. */
  readonly labels: Map<string, number>;
  tags: Record<string, string>;
}

/** The latest version. */
export function latest({ name, versions }: Parameter): ParameterVersion {
  const version = versions.at(-1);
  if (!version) throw new Error(`The parameter ${name} has no version.`);
  return version;
}

/** The labels of one version, in order. */
export const labelsOf = ({ labels }: Parameter, version: number): string[] =>
  [...labels].filter(([, at]) => at === version).map(([label]) => label);
