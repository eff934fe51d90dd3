import { checkOverlap, resolvePath, type Substitutions } from "./binding.ts";
import type { WrittenPath } from "./grammar.ts";
import { type AttributeValue, assign, type Item, own, type Path } from "./values.ts";

/** Which parts of an item are wanted: each element leads to more, or to all of what lies there. */
export type Projection = Map<string | number, Projection | undefined>;

/** Resolves the paths of a projection. @throws ExpressionError with AWS's wording. */
export function bindProjection(written: readonly WrittenPath[], given: Substitutions): Projection {
  const paths = written.map((path) => resolvePath(path, given));
  checkOverlap(paths);
  return projectionOf(paths);
}

/** The projection on some paths, none of which lies inside another. */
export function projectionOf(paths: readonly Path[]): Projection {
  const root: Projection = new Map();
  for (const path of paths) {
    let node = root;
    path.slice(0, -1).forEach((element) => {
      const child: Projection = node.get(element) ?? new Map();
      node.set(element, child);
      node = child;
    });
    node.set(path[path.length - 1] as string | number, undefined);
  }
  return root;
}

/** The wanted parts of an item; list elements close ranks. */
export function project(item: Item, projection: Projection): Item {
  const picked: Item = {};
  for (const [element, inner] of projection) {
    const value = typeof element === "string" ? own(item, element) : undefined;
    const part = value && pick(value, inner);
    if (part) assign(picked, element as string, part);
  }
  return picked;
}

function pick(value: AttributeValue, projection: Projection | undefined): AttributeValue | undefined {
  if (!projection) return value;
  if (value.M) {
    const picked = project(value.M, projection);
    return Object.keys(picked).length > 0 ? { M: picked } : undefined;
  }
  const picked = value.L ? pickElements(value.L, projection) : [];
  return picked.length > 0 ? { L: picked } : undefined;
}

function pickElements(list: readonly AttributeValue[], projection: Projection): AttributeValue[] {
  const indexes = [...projection.keys()].filter((element) => typeof element === "number");
  return indexes
    .sort((left, right) => left - right)
    .map((index) => {
      const element = list[index];
      return element && pick(element, projection.get(index));
    })
    .filter((element) => element !== undefined);
}
