const parts = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]/gs;

/**
 * Whether an object in a JSON text has two members of one name, of which readers take different ones. A token's
 * names must be unique (RFC 7519, section 4). The text must be valid JSON.
 */
export function hasDuplicateNames(json: string): boolean {
  const open: Set<string>[] = [];
  for (const [part, literal, colon] of json.matchAll(parts)) {
    if (part === "{") open.push(new Set());
    else if (part === "}") open.pop();
    else if (colon !== undefined && literal !== undefined && isKnown(open.at(-1), literal)) return true;
  }
  return false;
}

function isKnown(names: Set<string> | undefined, literal: string): boolean {
  // Two spellings of one name are one name.
  const name: string = JSON.parse(literal);
  if (names?.has(name)) return true;
  names?.add(name);
  return false;
}
