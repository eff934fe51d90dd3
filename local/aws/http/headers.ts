/** Headers that end at the gateway. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"]);

/** The values of a request's headers by lower-case name, joined by commas. */
export function joinHeaders(rawHeaders: readonly string[]): Record<string, string | undefined> {
  const joined: Record<string, string | undefined> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    if (!hopByHop.has(name)) append(joined, name, rawHeaders[index + 1] ?? "");
  }
  return joined;
}

/** The values of a request's headers by the name as it was first sent. */
export function listHeaders(rawHeaders: readonly string[]): Record<string, string[]> {
  const names = new Map<string, string>();
  const lists: Record<string, string[]> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index] ?? "";
    const key = sent.toLowerCase();
    if (hopByHop.has(key)) continue;
    const name = names.get(key) ?? sent;
    names.set(key, name);
    lists[name] = [...(lists[name] ?? []), rawHeaders[index + 1] ?? ""];
  }
  return lists;
}

/** Adds a value to those of a name, joined by a comma. */
export function append(values: Record<string, string | undefined>, name: string, value: string) {
  values[name] = Object.hasOwn(values, name) ? `${values[name]},${value}` : value;
}
