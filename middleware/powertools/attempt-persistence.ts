import {
  IdempotencyItemAlreadyExistsError,
  IdempotencyRecordStatus,
} from "@aws-lambda-powertools/idempotency";
import { BasePersistenceLayer, IdempotencyRecord } from "@aws-lambda-powertools/idempotency/persistence";
import { type Attempt, keepResult, releaseKey, replay, takeKey } from "../idempotency/attempt.ts";
import type { IdempotencyRecord as EarlierRecord } from "../idempotency/idempotency-store.ts";

/** One call on its way through Powertools, which takes it for the data that a key is made of. */
export interface PowertoolsRun {
  readonly attempt: Attempt;
  readonly work: () => Promise<unknown>;
  /** The record of an earlier call, where one is in the way. */
  earlier?: EarlierRecord | undefined;
  /** What the work threw. */
  failure?: { readonly error: unknown };
}

type Data = Parameters<BasePersistenceLayer["getRecord"]>[0];

/**
 * Our stores behind Powertools. Its steps are replaced as a whole: they hold no token that tells two holders of a key
 * apart, read the process's clock, and compare the end of a lock with the milliseconds of a second.
 */
export class AttemptPersistence extends BasePersistenceLayer {
  override async saveInProgress(data: Data): Promise<void> {
    const run = runOf(data);
    run.earlier = await takeKey(run.attempt);
    if (run.earlier !== undefined)
      throw new IdempotencyItemAlreadyExistsError("The key is taken.", completed());
  }

  /** @throws Problem where the earlier call asked for something else, or has not ended. */
  override processExistingRecord(
    record: IdempotencyRecord,
    data: Data | IdempotencyRecord,
  ): IdempotencyRecord {
    const { attempt, earlier } = runOf(data);
    if (earlier !== undefined) record.responseData = replay(attempt, earlier) as Data;
    return record;
  }

  override async saveSuccess(data: Data, result: Data): Promise<void> {
    await keepResult(runOf(data).attempt, result);
  }

  override async deleteRecord(data: Data): Promise<void> {
    await releaseKey(runOf(data).attempt);
  }

  protected override _putRecord = unasked;
  protected override _getRecord = unasked;
  protected override _updateRecord = unasked;
  protected override _deleteRecord = unasked;
}

function runOf(data: unknown): PowertoolsRun {
  return data as PowertoolsRun;
}

// Without a time of expiry, so that Powertools leaves it to the store whether a record still counts.
function completed(): IdempotencyRecord {
  return new IdempotencyRecord({ idempotencyKey: "", status: IdempotencyRecordStatus.COMPLETED });
}

/** Only the steps above would ask for these. */
async function unasked(): Promise<never> {
  throw new Error("Powertools asked for a step of its persistence that is not used here.");
}
