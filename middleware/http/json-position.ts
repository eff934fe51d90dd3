const space = /[ \t\r\n]*/y;
const scalar =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** What may come next while reading JSON. */
type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or end" | "nothing";

/** The offset of the first character that makes a text other than JSON; its length where it only ends too early. */
export function jsonErrorPosition(text: string): number {
  const open: string[] = [];
  let expected: Expected = "value";
  let position = 0;
  for (;;) {
    position = endOf(space, text, position);
    const token = tokenAt(text, position);
    const next: Expected | undefined = token === "" ? undefined : step(expected, token, open);
    if (next === undefined) return position;
    expected = next;
    position += token.length;
  }
}

function tokenAt(text: string, position: number): string {
  const character = text.charAt(position);
  if ("{}[],:".includes(character)) return character;
  return text.slice(position, endOf(scalar, text, position));
}

function endOf(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : position;
}

/** What may follow the token, or undefined where the token itself is wrong. */
function step(expected: Expected, token: string, open: string[]): Expected | undefined {
  if (expected === "colon") return token === ":" ? "value" : undefined;
  if (expected === "comma or end") return afterItem(token, open);
  if (expected === "key" || expected === "key or }") return keyOrEnd(expected, token, open);
  if (expected === "value or ]" && token === "]") return close("[", open);
  return expected === "nothing" ? undefined : valueStart(token, open);
}

function valueStart(token: string, open: string[]): Expected | undefined {
  if (token === "{" || token === "[") {
    open.push(token);
    return token === "{" ? "key or }" : "value or ]";
  }
  return "}],:".includes(token) ? undefined : settled(open);
}

function keyOrEnd(expected: Expected, token: string, open: string[]): Expected | undefined {
  if (token === "}" && expected === "key or }") return close("{", open);
  return token.startsWith('"') ? "colon" : undefined;
}

function afterItem(token: string, open: string[]): Expected | undefined {
  if (token === ",") return open.at(-1) === "{" ? "key" : "value";
  if (token === "}") return close("{", open);
  return token === "]" ? close("[", open) : undefined;
}

function close(bracket: string, open: string[]): Expected | undefined {
  return open.pop() === bracket ? settled(open) : undefined;
}

function settled(open: string[]): Expected {
  return open.length > 0 ? "comma or end" : "nothing";
}
