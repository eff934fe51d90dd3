import { type PatternNode, parsePattern } from "./parse-pattern.ts";

/** How a part of a pattern can begin and end, and in how many ways it can match nothing. */
interface Ends {
  empty: number;
  first: number[];
  last: number[];
}

/**
 * In which ways a backtracking matcher could have more and more to try as a text grows, in sentences.
 * When it answers none, the number of ways to match any prefix of any text is bounded, and an anchored match takes
 * time in proportion to its text. The criterion is that of A. Weber and H. Seidl, "On the degree of ambiguity of
 * finite automata" (1991): ways grow without bound only where some text leads from a state p back to p, from p to
 * another state q, and from q back to q.
 * @param pattern the source of a regular expression, without look-around or back-references.
 * @throws Error for syntax that it does not know.
 */
export function ambiguitiesOf(pattern: string): string[] {
  const automaton = new Automaton();
  const { first } = automaton.add(parsePattern(pattern.replace(/^\^/, "").replace(/(?<!\\)\$$/, "")));
  const twice = [first, ...automaton.follow].some((next) => new Set(next).size < next.length);
  const double = twice ? ["A repetition can begin again in two ways."] : [];
  return [...new Set([...automaton.problems, ...double, ...growing(automaton)])];
}

const longest = 8;

/** Glushkov's automaton; positions are kept as often as they can be reached, so that double ways show. */
class Automaton {
  readonly problems: string[] = [];
  readonly follow: number[][] = [];
  readonly atoms: string[] = [];

  add(node: PatternNode): Ends {
    if (node.kind === "atom") return this.#position(node.source);
    if (node.kind === "repeat") return this.#repeat(node);
    const parts = node.parts.map((part) => this.add(part));
    if (node.kind === "sequence") return parts.reduce((a, b) => this.#then(a, b), nothing);
    return {
      empty: this.#once(parts.reduce((sum, { empty }) => sum + empty, 0)),
      first: parts.flatMap(({ first }) => first),
      last: parts.flatMap(({ last }) => last),
    };
  }

  #position(source: string): Ends {
    const position = this.atoms.push(source) - 1;
    this.follow.push([]);
    return { empty: 0, first: [position], last: [position] };
  }

  #repeat({ part, least, most }: Extract<PatternNode, { kind: "repeat" }>): Ends {
    const required = Array.from({ length: least }, () => this.add(part));
    // A long repetition is taken as endless: its ways are bounded, but by too much.
    const rest = most > longest ? this.#star(part) : this.#optional(part, most - least);
    return [...required, rest].reduce((a, b) => this.#then(a, b), nothing);
  }

  #star(part: PatternNode): Ends {
    const ends = this.add(part);
    this.#link(ends.last, ends.first);
    return { ...ends, empty: this.#once(ends.empty + 1) };
  }

  #optional(part: PatternNode, times: number): Ends {
    if (times === 0) return nothing;
    const one = this.add(part);
    const ends = this.#then(one, this.#optional(part, times - 1));
    return { ...ends, empty: this.#once(ends.empty + 1) };
  }

  #then(a: Ends, b: Ends): Ends {
    this.#link(a.last, b.first);
    return {
      empty: a.empty * b.empty,
      first: a.empty > 0 ? [...a.first, ...b.first] : a.first,
      last: b.empty > 0 ? [...a.last, ...b.last] : b.last,
    };
  }

  #link(from: readonly number[], to: readonly number[]) {
    for (const position of from) this.follow[position]?.push(...to);
  }

  #once(empty: number) {
    if (empty > 1) this.problems.push("A part can match nothing in two ways.");
    return empty;
  }
}

const nothing: Ends = { empty: 1, first: [], last: [] };

/** The pairs of repetitions between which a text can be shared out in more ways the longer it is. */
function growing({ atoms, follow }: Automaton): string[] {
  const masks = masksOf(atoms);
  const steps = (from: readonly number[]) =>
    from.reduce<number[][]>(
      (paths, state) => paths.flatMap((path) => (follow[state] ?? []).map((next) => [...path, next])),
      [[]],
    );
  const leads = (from: readonly number[], to: readonly number[]) => {
    const seen = new Set<string>();
    const open = [from];
    for (let at = open.pop(); at; at = open.pop())
      for (const next of steps(at)) {
        if (next.reduce((common, state) => common & (masks[state] ?? 0n), -1n) === 0n) continue;
        const key = next.join();
        if (key === to.join()) return true;
        if (seen.size < seen.add(key).size) open.push(next);
      }
    return false;
  };
  const repeated = atoms.map((_, state) => state).filter((state) => leads([state], [state]));
  return repeated.flatMap((p) =>
    repeated
      .filter((q) => p !== q && leads([p], [q]) && leads([p, p, q], [p, q, q]))
      .map((q) => `Text can be shared out between ${atoms[p]} and ${atoms[q]} in ever more ways.`),
  );
}

const everyCharacter = [...Array.from({ length: 0x1_0000 }, (_, unit) => unit), 0x1_f600].map((point) =>
  String.fromCodePoint(point),
);

/** For each atom, the kinds of character that it takes, a bit each; characters are of a kind if no atom tells them apart. */
function masksOf(atoms: readonly string[]): bigint[] {
  const expressions = new Map(atoms.map((atom) => [atom, new RegExp(`^${atom}$`, "u")]));
  const kinds = new Set(
    everyCharacter.map((character) =>
      [...expressions.values()].map((expression) => (expression.test(character) ? "1" : "0")).join(""),
    ),
  );
  const masks = [...expressions.keys()].map((_, index) =>
    [...kinds].reduce((mask, kind, bit) => (kind[index] === "1" ? mask | (1n << BigInt(bit)) : mask), 0n),
  );
  const names = [...expressions.keys()];
  return atoms.map((atom) => masks[names.indexOf(atom)] ?? 0n);
}
