import { isAlias, isMap, isPair, isScalar, isSeq, type Node, parseDocument } from "yaml";

/**
 * Parses a template in YAML: `!Ref`, `!Sub`, `!GetAtt` and the other short forms become the functions they stand for.
 * @throws Error with the line when it is no YAML.
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, {
    schema: "yaml-1.1",
    logLevel: "silent",
    // CloudFormation reads a date such as 2012-10-17 as text.
    customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !tag.tag.endsWith("timestamp")),
  });
  const [error] = document.errors;
  if (error) throw new Error(error.message);
  const read = (node: unknown): unknown => {
    if (isAlias(node)) return read(node.resolve(document));
    return tagged(node as Node, plain(node));
  };
  const plain = (node: unknown): unknown => {
    if (isMap(node))
      return merged(node.items.filter(isPair).map(({ key, value }) => [read(key), read(value)]));
    if (isSeq(node)) return node.items.map(read);
    return isScalar(node) ? node.value : node;
  };
  return read(document.contents);
}

/** An object of pairs, in which `<<` stands for the members of another; those written here win. */
function merged(pairs: readonly (readonly [unknown, unknown])[]): Record<string, unknown> {
  // The schema reads the key `<<` as a symbol.
  const isMerge = ([key]: readonly [unknown, unknown]) => typeof key === "symbol";
  const others = pairs.filter(isMerge).flatMap(([, value]) => [value].flat());
  const own = pairs.filter((pair) => !isMerge(pair)).map(([key, value]) => [String(key), value]);
  return Object.assign({}, ...others, Object.fromEntries(own));
}

function tagged(node: Node | null | undefined, value: unknown): unknown {
  const [, name] = /^!([A-Za-z]+[A-Za-z:0-9]*)$/.exec(node?.tag ?? "") ?? [];
  if (name === undefined) return value;
  return { [name === "Ref" || name === "Condition" ? name : `Fn::${name}`]: value };
}
