const longestTracestate = 512;
const longMember = 128;
const mostMembers = 32;
const memberShape =
  /^([a-z\d][a-z\d_\-*/@]{0,255})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/**
 * Reads a W3C `tracestate` to hand it on (https://www.w3.org/TR/trace-context-2/#tracestate-header). Of more than
 * 512 characters the long members go first, then the oldest; undefined where a member is invalid or comes twice.
 */
export function readTracestate(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > mostMembers * longestTracestate) return undefined;
  const members = text.split(",").map((member) => member.trim());
  const filled = members.filter((member) => member !== "");
  const keys = new Set(filled.map((member) => memberShape.exec(member)?.[1]));
  const valid = filled.length <= mostMembers && keys.size === filled.length && !keys.has(undefined);
  return valid && filled.length > 0 ? shortened(filled) : undefined;
}

function shortened(members: readonly string[]): string | undefined {
  const whole = members.join(",");
  if (whole.length <= longestTracestate) return whole;
  const kept: string[] = [];
  let length = -1;
  for (const member of members.filter((one) => one.length <= longMember)) {
    length += member.length + 1;
    if (length > longestTracestate) break;
    kept.push(member);
  }
  return kept.length === 0 ? undefined : kept.join(",");
}
