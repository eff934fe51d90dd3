/** The facts as they go into a sentence; a slot without a value keeps its sentences from being used. */
export type Slots = Record<string, string | undefined>;

/** A sentence with slots, taken apart once so that filling it is cheap. */
export interface Template {
  /** Literal text and slot names in turn, beginning with text. */
  readonly parts: readonly string[];
}

/** Takes `text` apart at its `{slot}`s. */
export function compile(text: string): Template {
  return { parts: text.split(/\{(\w+)\}/) };
}

/** Whether every slot of `template` has a value. */
export function isUsable(template: Template, slots: Slots): boolean {
  for (let index = 1; index < template.parts.length; index += 2) {
    if (slots[template.parts[index] as string] === undefined) return false;
  }
  return true;
}

/** The sentence with its slots filled. */
export function fill(template: Template, slots: Slots): string {
  let text = "";
  for (let index = 0; index < template.parts.length; index++) {
    const part = template.parts[index] as string;
    text += index % 2 === 0 ? part : (slots[part] ?? "");
  }
  return text;
}

/** The number of words in `text`, which has single spaces and no space at either end. */
export function countWords(text: string): number {
  if (text === "") return 0;
  let words = 1;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) === 32) words++;
  return words;
}

/** `text`, cut at a word's end so that it has at most `limit` characters. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit + 1);
  const space = head.lastIndexOf(" ");
  return (space > 0 ? head.slice(0, space) : head.slice(0, limit)).replace(/[\s,;:.–|-]+$/, "");
}
