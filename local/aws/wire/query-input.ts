import { AwsError } from "../aws-error.ts";
import type { Input } from "../wire-input.ts";
import type { QueryMap, QueryShapes } from "./query-shapes.ts";

// A parameter's name is a path: `MessageAttribute.1.Value.StringValue`.
interface Branch {
  value?: string;
  members: Map<string, Branch>;
}

const deepest = 8;

function treeOf(parameters: Iterable<[string, string]>): Branch {
  const root: Branch = { members: new Map() };
  for (const [name, value] of parameters) {
    let branch = root;
    for (const part of name.split(".", deepest)) {
      const next: Branch = branch.members.get(part) ?? { members: new Map() };
      branch.members.set(part, next);
      branch = next;
    }
    branch.value = value;
  }
  return root;
}

/** Elements by their numbers; a single one may stand without any. */
function elementsOf(branch: Branch): Branch[] {
  const numbered = [...branch.members].filter(([name]) => /^\d+$/.test(name));
  if (numbered.length === 0) return [branch];
  return numbered.sort(([one], [other]) => Number(one) - Number(other)).map(([, element]) => element);
}

function numberOf(name: string, text: string): number {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  throw new AwsError(
    "InvalidParameterValue",
    `Value ${text} for parameter ${name} is invalid. Reason: Must be an integer.`,
  );
}

/** The JSON shape of a request of the query protocol. @throws AwsError InvalidParameterValue */
export function queryInput(
  operation: string,
  parameters: Iterable<[string, string]>,
  shapes: QueryShapes,
): Input {
  const own = <Value>(table: Readonly<Record<string, Value>>, name: string) =>
    Object.hasOwn(table, name) ? table[name] : undefined;
  const renamed = own(shapes.renamed, operation) ?? {};

  const contentOf = (name: string, branch: Branch): unknown => {
    if (branch.members.size > 0) return structureOf(branch);
    const text = branch.value ?? "";
    return shapes.numbers.has(name) ? numberOf(name, text) : text;
  };
  const mapOf = ({ key, value }: QueryMap, branch: Branch) =>
    Object.fromEntries(
      elementsOf(branch).map(({ members }) => [
        members.get(key)?.value ?? "",
        contentOf(value, members.get(value) ?? { members: new Map() }),
      ]),
    );
  const memberOf = (name: string, branch: Branch): [string, unknown] => {
    const list = own(shapes.lists, name);
    if (list) return [list, elementsOf(branch).map((element) => contentOf(name, element))];
    const map = own(shapes.maps, name);
    return map ? [renamed[map.member] ?? map.member, mapOf(map, branch)] : [name, contentOf(name, branch)];
  };
  const structureOf = ({ members }: Branch): Input =>
    // From entries, so that a parameter called `__proto__` is a member like any other.
    Object.fromEntries([...members].map(([name, branch]) => memberOf(name, branch)));

  return structureOf(treeOf(parameters));
}
