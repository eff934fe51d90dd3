import type { Detector, Means } from "./detector.ts";
import { feature, featuresOf } from "./features.ts";
import { isKnownId } from "./known-id.ts";

const lengthLimit = 65_536;
const overlap = 4_096;
const passLimit = 8;

/** Gets the rule that hit and the kind that it found. */
export type Report = (rule: string, kind: string) => void;

/** Hides what the detectors find in one text. */
export type TextRedactor = (text: string, report?: Report) => string;

// A text without any of these holds nothing to look for. The few secrets that can do without them are asked for apart,
// as a class of characters alone costs next to nothing.
const gate = /[@\d=:%_]/;
// The same for long texts, in other words: V8 compiles a pattern for the first text that it meets, and one made for
// short ids goes through prose thirty times slower.
const gateOfLong = /[%\d:=@_]/;
const longText = 256;
const wordsOfTheRest = /(?:B(?:earer|EARER|asic|ASIC)|bearer|basic) |AIza|GOCSPX/;

function isClean(text: string): boolean {
  const suspicious = (text.length < longText ? gate : gateOfLong).test(text);
  return suspicious ? isKnownId(text) : !wordsOfTheRest.test(text);
}

/** Makes the redactor of texts; text beyond 65,536 characters is cut off. */
export function textRedactor(detectors: readonly Detector[], means: Means): TextRedactor {
  const wanted = detectors.reduce((bits, { needs }) => bits | needs, 0) & feature.always;
  return (text, report) => {
    if (text.length > lengthLimit) {
      return cut(detect(text.slice(0, lengthLimit + overlap), report), text.length);
    }
    return detect(text, report);
  };

  function detect(text: string, report: Report | undefined): string {
    if (wanted === 0 && isClean(text)) return text;
    const found = featuresOf(text) | wanted;
    if (found === 0) return text;
    let result = text;
    // What is hidden can uncover a neighbour, so it goes on until nothing changes.
    for (let pass = 0; pass < passLimit; pass++) {
      const before = result;
      result = onePass(result, pass === 0 ? found : featuresOf(result) | wanted, report);
      if (result === before) return result;
    }
    return result;
  }

  function onePass(text: string, found: number, report: Report | undefined): string {
    let result = text;
    for (const { needs, hide, rule, kind } of detectors) {
      if ((needs & found) === 0) continue;
      const next = hide(result, means);
      if (next === result) continue;
      report?.(rule, kind);
      result = next;
    }
    return result;
  }
}

// A cut text stays below the limit, so that a second pass leaves it alone.
function cut(text: string, whole: number): string {
  const note = `… [cut: ${whole} characters]`;
  return text.length + note.length <= lengthLimit
    ? text + note
    : text.slice(0, lengthLimit - note.length) + note;
}
