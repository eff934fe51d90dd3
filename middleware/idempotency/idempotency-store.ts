/** What is kept of one key; times in milliseconds since the epoch. */
export interface IdempotencyRecord {
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

/** Where keys and results are kept; every method is one conditional write or one consistent read. */
export interface IdempotencyStore {
  /**
   * Puts the record where none is there, or one that has expired, or one in progress whose lock has run out.
   * @returns undefined where it was put, else the record that is in the way.
   */
  begin(record: IdempotencyRecord, now: number): Promise<IdempotencyRecord | undefined>;
  /** Stores the result where the record is still in progress under the same token; false where it is not. */
  complete(record: IdempotencyRecord): Promise<boolean>;
  /** Removes the record where it is still in progress under the same token. */
  abandon(key: string, token: string): Promise<void>;
}
