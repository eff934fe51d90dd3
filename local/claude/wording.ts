import { type Copy, type SectionRole, sectionRoles } from "./copy.ts";
import { english } from "./english.ts";
import { spanish } from "./spanish.ts";
import { compile, type Template } from "./template.ts";

type FrameName = "titles" | "descriptions" | "headlines" | "callsToAction";
type PartName = "headings" | "leads" | "sentences";

/** The compiled wording of one language. */
export interface Wording {
  copy: Copy;
  frame: Record<FrameName, Template[]>;
  sections: Record<SectionRole, SectionWording>;
}

/** The compiled wording of one part of a page. */
export type SectionWording = Record<PartName, Template[]>;

const compileAll = <Name extends string>(texts: Record<Name, readonly string[]>, names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, texts[name].map(compile)])) as Record<Name, Template[]>;

function prepare(copy: Copy): Wording {
  const parts: PartName[] = ["headings", "leads", "sentences"];
  const sections = sectionRoles.map((role) => [role, compileAll(copy.sections[role], parts)]);
  return {
    copy,
    frame: compileAll(copy, ["titles", "descriptions", "headlines", "callsToAction"]),
    sections: Object.fromEntries(sections) as Wording["sections"],
  };
}

/** The wording by language, compiled once. */
export const wordings = { en: prepare(english), es: prepare(spanish) };
