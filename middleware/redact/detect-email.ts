import type { Detector, Means } from "./detector.ts";
import { feature } from "./features.ts";
import { isForeignLetter } from "./foreign-letter.ts";

const longestLocalPart = 64;
const domain =
  /(?:[a-z0-9\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff-]{1,63}\.){1,8}(?:xn--[a-z0-9-]{2,50}|[a-z\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff]{2,24})(?![a-z0-9\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff])/iy;

/** E-mail addresses, also with the sign percent-encoded. */
export const emailDetector: Detector = {
  rule: "email",
  kind: "email",
  needs: feature.at,
  credential: false,
  hide: hideEmails,
};

// Goes from sign to sign and looks to both sides: a pattern would try each word of the text as a local part.
function hideEmails(text: string, { tag }: Means): string {
  const signs = /@|%40/g;
  let result = "";
  let done = 0;
  for (let match = signs.exec(text); match !== null; match = signs.exec(text)) {
    const start = startOfLocalPart(text, match.index, done);
    domain.lastIndex = signs.lastIndex;
    if (start === match.index || !domain.test(text)) continue;
    const end = domain.lastIndex;
    result += `${text.slice(done, start)}[email:${tag(text.slice(start, end))}]`;
    done = end;
    signs.lastIndex = end;
  }
  return done === 0 ? text : result + text.slice(done);
}

function startOfLocalPart(text: string, end: number, floor: number): number {
  let start = end;
  while (start > floor && end - start < longestLocalPart && isLocal(text, start - 1)) start--;
  return start;
}

function isLocal(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  const letter = code | 32;
  if ((letter >= 97 && letter <= 122) || (code >= 45 && code <= 57 && code !== 47)) return true;
  return code > 127 ? isForeignLetter(code) : "_%+'".includes(text.charAt(index));
}
