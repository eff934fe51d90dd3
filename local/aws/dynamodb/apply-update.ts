import { addNumbers, subtractNumbers } from "./decimal.ts";
import { validation } from "./errors.ts";
import { orderOf } from "./order.ts";
import type { Action, Source } from "./update.ts";
import { type AttributeValue, assign, type Item, own, type Path, typeOf, valueAt } from "./values.ts";

/**
 * The item that an update makes of `item`, which stays as it is. Every value is read before any is written.
 * @throws AwsError ValidationException when a path or an operand does not fit the item.
 */
export function applyUpdate(item: Item, actions: readonly Action[]): Item {
  const values = actions.map((action) => (action.kind === "set" ? compute(item, action.source) : undefined));
  const draft = new Draft(item);
  actions.forEach((action, index) => {
    const value = action.kind === "set" ? values[index] : change(valueAt(item, action.path), action);
    if (value) draft.set(action.path, value);
    else draft.remove(action.path);
  });
  return draft.finish();
}

const wrongType = () => validation("An operand in the update expression has an incorrect data type");
const olderWrongType = () => validation("Type mismatch for attribute to update");
const wrongPath = () =>
  validation("The document path provided in the update expression is invalid for update");

function compute(item: Item, source: Source): AttributeValue {
  if (source.kind === "value") return source.value;
  if (source.kind === "if_not_exists") return valueAt(item, source.path) ?? compute(item, source.otherwise);
  if (source.kind === "path") {
    const value = valueAt(item, source.path);
    if (value) return value;
    throw validation("The provided expression refers to an attribute that does not exist in the item");
  }
  const left = compute(item, source.left);
  const right = compute(item, source.right);
  if (source.kind === "list_append") {
    if (!left.L || !right.L) throw wrongType();
    return { L: [...left.L, ...right.L] };
  }
  if (left.N === undefined || right.N === undefined) throw wrongType();
  return { N: (source.kind === "+" ? addNumbers : subtractNumbers)(left.N, right.N) };
}

/** What ADD, DELETE and REMOVE leave of a value; undefined is nothing. */
function change(old: AttributeValue | undefined, action: Action): AttributeValue | undefined {
  if (action.kind !== "add" && action.kind !== "delete") return undefined;
  const { kind, value } = action;
  if (!old) return kind === "add" ? value : undefined;
  const type = typeOf(value);
  if (typeOf(old) !== type) throw action.older ? olderWrongType() : wrongType();
  if (old.N !== undefined && value.N !== undefined) return { N: addNumbers(old.N, value.N) };
  if (old.L && value.L) return { L: [...old.L, ...value.L] };
  const members = old[type] as string[];
  const given = new Set(value[type] as string[]);
  const others = members.filter((member) => !given.has(member));
  if (kind === "delete") return others.length > 0 ? { [type]: others } : undefined;
  return { [type]: [...others, ...given].sort(orderOf(type)) };
}

/** A copy of an item in the making; only the containers on changed paths are copied. */
class Draft {
  private readonly root: AttributeValue & { M: Item };
  private readonly copied = new Set<unknown>();
  private readonly lists = new Set<AttributeValue>();

  constructor(item: Item) {
    this.root = { M: { ...item } };
    this.copied.add(this.root);
  }

  set(path: Path, value: AttributeValue): void {
    const parent = this.parent(path);
    const last = path[path.length - 1];
    if (typeof last === "number" && parent?.L) parent.L[last] = value;
    else if (typeof last === "string" && parent?.M) assign(parent.M, last, value);
    else throw wrongPath();
  }

  remove(path: Path): void {
    const parent = this.parent(path);
    const last = path[path.length - 1];
    if (typeof last === "number" && parent?.L) delete parent.L[last];
    else if (typeof last === "string" && parent?.M) delete parent.M[last];
    else throw wrongPath();
  }

  /** Closes the gaps that removals, and values set beyond the end, left in lists. */
  finish(): Item {
    for (const list of this.lists) list.L = Object.values(list.L as AttributeValue[]);
    return this.root.M;
  }

  private parent(path: Path): AttributeValue | undefined {
    let container: AttributeValue | undefined = this.root;
    for (const element of path.slice(0, -1)) {
      if (!container) return undefined;
      container = this.child(container, element);
    }
    return container;
  }

  private child(container: AttributeValue, element: string | number): AttributeValue | undefined {
    const { L, M } = container;
    const value = typeof element === "number" ? L?.[element] : M === undefined ? undefined : own(M, element);
    if (!value || this.copied.has(value)) return value;
    const copy: AttributeValue = value.L ? { L: [...value.L] } : value.M ? { M: { ...value.M } } : value;
    this.copied.add(copy);
    if (copy.L) this.lists.add(copy);
    if (typeof element === "number" && L) L[element] = copy;
    else if (typeof element === "string" && M) assign(M, element, copy);
    return copy;
  }
}
