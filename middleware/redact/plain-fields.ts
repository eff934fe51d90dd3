/** The fields of what is written as an object: plain objects, errors, maps and others; undefined for the rest. */
export function plainFields(value: object): Record<string, unknown> | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return writesItself(value) ? undefined : (value as Record<string, unknown>);
  }
  if (value instanceof Error) return errorFields(value);
  if (value instanceof Map) return mapFields(value);
  const other = value instanceof Set || value instanceof Date || isBinary(value) || writesItself(value);
  return other ? undefined : { ...value };
}

const isBinary = (value: object) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

const writesItself = (value: object) => "toJSON" in value && typeof value.toJSON === "function";

function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const errors = error instanceof AggregateError ? { errors: error.errors } : {};
  return { ...error, name, message, stack, ...(cause === undefined ? {} : { cause }), ...errors };
}

function mapFields(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> {
  const entries = [...map].map(([key, value]) => [typeof key === "object" ? "[object]" : String(key), value]);
  return Object.fromEntries(entries);
}
