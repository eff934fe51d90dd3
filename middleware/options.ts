/**
 * Refuses an option that nobody reads, as a typo would otherwise go unnoticed until production.
 * @throws Error that names the option and the known ones.
 */
export function checkOptions(
  owner: string,
  options: object | undefined,
  known: readonly string[],
  prefix = "",
): void {
  const wrong = Object.keys(options ?? {}).find((name) => !known.includes(name));
  if (wrong === undefined) return;
  const list = known.map((name) => prefix + name).join(", ");
  throw new Error(`${owner}(): unknown option "${prefix}${wrong}". Correct or remove it; known are ${list}.`);
}

/**
 * Refuses a value that an option cannot take.
 * @throws Error with the reason.
 */
export function requireOption(holds: boolean, owner: string, reason: string): void {
  if (!holds) throw new Error(`${owner}(): ${reason}`);
}

/** The options of these names that are set. */
export function pick<Options extends object>(options: Options, names: readonly string[]): Options {
  const set = Object.entries(options).filter(([name, value]) => names.includes(name) && value !== undefined);
  return Object.fromEntries(set) as Options;
}
