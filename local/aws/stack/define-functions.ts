import type { Lambda } from "../lambda.ts";
import type { Provisioned } from "../provision.ts";
import type { StackOptions } from "../stack.ts";

/**
 * Defines a template's functions, in this thread where the options say so, else in worker threads.
 * @throws Error on code for a function that the template does not have.
 */
export function defineFunctions(
  { functions: inThread = {} }: StackOptions,
  functions: Provisioned["functions"],
  lambda: Lambda,
): void {
  const names = functions.flatMap(({ name, logicalId }) => [name, logicalId]);
  const unknown = Object.keys(inThread).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(
      `The template has no function ${unknown}; it has ${functions.map(({ name }) => name).join(", ")}.`,
    );
  for (const fn of functions) {
    const inProcess = inThread[fn.logicalId] ?? inThread[fn.name];
    lambda.define({ ...fn, ...(inProcess && { inProcess }) });
  }
}
