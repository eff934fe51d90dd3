/** A validator built ahead, as far as it is needed here. */
type Check = ((data: unknown) => boolean) & {
  errors?: readonly { instancePath: string; message?: string; params?: Record<string, unknown> }[] | null;
};

/** Makes a function that says in phrases what is wrong with a value; none when it is valid. */
export function complaintsOf(check: Check): (value: unknown) => string[] {
  return (value) => (check(value) ? [] : (check.errors ?? []).map(phrase));
}

function phrase({
  instancePath,
  message = "is not valid",
  params = {},
}: NonNullable<Check["errors"]>[number]): string {
  const field = instancePath.slice(1).replaceAll("/", ".");
  const allowed = Array.isArray(params.allowedValues) ? ` (${params.allowedValues.join(", ")})` : "";
  const unknown = typeof params.additionalProperty === "string" ? ` (${params.additionalProperty})` : "";
  return `${field ? `${field} ` : ""}${message}${allowed}${unknown}`;
}
