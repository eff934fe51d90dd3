/** What is kept of one key; times in milliseconds since the epoch. */
export interface IdempotencyRecord {
  /** A SHA-256 as 64 hexadecimal digits. */
  readonly key: string;
  readonly status: "in-progress" | "completed";
  readonly payloadHash: string;
  /** Names who holds the key, so that one who lost it cannot overwrite the next. */
  readonly token: string;
  /** While in progress: when others may take over. */
  readonly lockedUntil: number;
  readonly expiresAt: number;
  /** JSON of the result, once completed. */
  readonly result?: string;
}

/** Where keys and results are kept; every method is one conditional write, and a store in memory need not wait. */
export interface IdempotencyStore {
  /** The longest result that is kept, in UTF-8 bytes. */
  readonly maxResultBytes: number;
  /**
   * Puts the record where none is there, or one that has expired, or one in progress whose lock has run out. A write
   * that was sent again and meets itself counts as put.
   * @returns undefined where it was put, else the record that is in the way.
   */
  begin(
    record: IdempotencyRecord,
    now: number,
  ): IdempotencyRecord | undefined | Promise<IdempotencyRecord | undefined>;
  /** Stores the result where the record is still in progress under the same token; false where it is not. */
  complete(record: IdempotencyRecord): boolean | Promise<boolean>;
  /** Removes the record where it is still in progress under the same token. */
  abandon(key: string, token: string): void | Promise<void>;
}

/** Whether a record no longer keeps others out: its result has expired, or its holder's lock has run out. */
export function isOver({ status, lockedUntil, expiresAt }: IdempotencyRecord, now: number): boolean {
  return (status === "completed" ? expiresAt : lockedUntil) <= now;
}
