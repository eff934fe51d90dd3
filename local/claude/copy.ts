/** The parts a page can have, in the order in which they stand on it. */
export const sectionRoles = ["intro", "needs", "services", "process", "trust", "local", "contact"] as const;

/** One part of a page. */
export type SectionRole = (typeof sectionRoles)[number];

/** The wording of one part. `{slot}` stands for a fact; a sentence is used only when all its facts are known. */
export interface SectionCopy {
  headings: readonly string[];
  /** What the part begins with; empty when any sentence may. */
  leads: readonly string[];
  sentences: readonly string[];
}

/** The wording of one language. */
export interface Copy {
  quotes: readonly [string, string];
  /** The word that joins `next` to what stands before it. */
  and: (next: string) => string;
  /** Puts a county's name into running text. */
  county: (name: string) => string;
  titles: readonly string[];
  descriptions: readonly string[];
  headlines: readonly string[];
  callsToAction: readonly string[];
  sections: Record<SectionRole, SectionCopy>;
}
