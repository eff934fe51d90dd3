import type { TableDefinition } from "./table-definition.ts";
import type { Item } from "./values.ts";

/** A put of a large item: it is one of the change's values, and stands here with what the table looks at of it. */
export interface LargePut {
  table: string;
  value: number;
  /** The item's size as AWS counts it, in bytes. */
  size: number;
  visible: Item;
}

/** A put or a deletion of one item, as the journal keeps it. */
export type ItemChange = { table: string; put: Item } | { table: string; delete: Item } | LargePut;

/** A transaction that a client may send again for ten minutes. */
export interface ClientToken {
  token: string;
  digest: string;
}

/** One committed change; what it holds is the state afterwards. */
export type Change =
  | { kind: "table"; definition: TableDefinition }
  | { kind: "drop"; table: string }
  | { kind: "items"; writes: ItemChange[]; client?: ClientToken };
