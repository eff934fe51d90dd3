import { type Walk, walk } from "./walk.ts";

const nestedLimit = 65_536;
const looksLikeJson = /^\s{0,8}(?:\{\s{0,8}"|\[|"\s{0,8}[{[\\])/;
const base64Json = /^(?:eyJ|W3si)[\w+/-]{12,65536}={0,2}$/;

/**
 * Redacts JSON inside of text, also in base64, as it hides its keys from the walk and escapes its values from the
 * detectors; undefined where there is none.
 */
export function walkJsonText(text: string, at: Walk): string | undefined {
  const first = text.charCodeAt(0);
  // White space, a quote, a bracket or a brace; in base64 `e` or `W`.
  if (first > 34 && first !== 91 && first !== 123 && first !== 101 && first !== 87) return undefined;
  if (at.nesting === 0 || text.length > nestedLimit) return undefined;
  if (first !== 101 && first !== 87) return looksLikeJson.test(text) ? walkJson(text, at) : undefined;
  return base64Json.test(text) ? walkBase64(text, at) : undefined;
}

function walkBase64(text: string, at: Walk): string | undefined {
  const inner = Buffer.from(text, "base64").toString("utf8");
  const clean = walkJson(inner, at);
  if (clean === undefined) return undefined;
  return clean === inner ? text : "[base64 JSON]";
}

function walkJson(text: string, at: Walk): string | undefined {
  at.nesting--;
  try {
    const value: unknown = JSON.parse(text);
    const clean = walk(value, 0, "", at);
    return clean === value ? text : JSON.stringify(clean);
  } catch {
    return undefined;
  } finally {
    at.nesting++;
  }
}
