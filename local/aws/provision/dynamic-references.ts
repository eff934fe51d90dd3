import type { Service } from "../service.ts";

/** Replaces the dynamic references in a value that has been evaluated. @throws Error on one that has no value here. */
export type ResolveReferences = (value: unknown) => unknown;

const reference = /\{\{resolve:([a-z-]+):([^}]+)\}\}/g;

/**
 * Looks the dynamic references of evaluated values up, and makes the function that replaces them.
 * `ssm` and `ssm-secure` read the stand-in's own parameters.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export async function lookUpReferences(values: readonly unknown[], ssm: Service): Promise<ResolveReferences> {
  const found = new Map<string, string>();
  for (const [written, kind, name = ""] of JSON.stringify(values).matchAll(reference))
    if (kind === "ssm" || kind === "ssm-secure") {
      const value = await parameterValue(ssm, name);
      if (value !== undefined) found.set(written, value);
    }
  const resolve: ResolveReferences = (value) => {
    if (typeof value === "string") return value.replace(reference, (written) => valueIn(found, written));
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve;
}

function valueIn(found: ReadonlyMap<string, string>, written: string): string {
  const value = found.get(written);
  if (value !== undefined) return value;
  if (!written.startsWith("{{resolve:ssm"))
    throw new Error(
      `${written} reads a service that is not offered: write the value, or a parameter, instead`,
    );
  throw new Error(
    `${written} has no value here: put the parameter into the stand-in's Parameter Store first (--ssm NAME=VALUE)`,
  );
}

/** The value of a parameter, `name` or `name:version`; undefined when there is none. */
export async function parameterValue(ssm: Service, name: string): Promise<string | undefined> {
  try {
    const output = await ssm.call("GetParameter", { Name: name, WithDecryption: true });
    return (output as { Parameter: { Value: string } }).Parameter.Value;
  } catch {
    return undefined;
  }
}
