import { isDeepStrictEqual } from "node:util";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { AuditAction } from "#server/contracts/audit.ts";
import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError, NotFoundError } from "#server/platform/errors.ts";
import { describeCause } from "#server/triage/causes/describe-causes.ts";
import { type LockedCause, lockCause } from "#server/triage/causes/sql/lock-cause.ts";
import { type Decision, writeDecision } from "#server/triage/causes/sql/write-decision.ts";

export type DecideInput = AuditContext & { fingerprint: string; expectedVersion: number | null };

const decided = ["resolvedAt", "regressedAt", "mutedUntil", "mutedUntilDeaths", "ownerId", "note", "link"] as const;

/** 412: the cause is not at the version that the operator saw. */
export const staleCause = (version: number | null, expectedVersion: number | null): AppError =>
  new AppError("precondition_failed", "This cause has changed since you read it. Reload it and decide again.", {
    extensions: { version, expectedVersion },
  });

/**
 * Makes one decision about a cause in one transaction: locks it, checks the version, writes and audits it. `decide` returns
 * what changes, or throws. Of racing decisions on one version one commits; the others get 412.
 */
export async function decideCause(
  input: DecideInput,
  action: AuditAction,
  decide: (cause: LockedCause, tx: Tx) => Partial<Decision> | Promise<Partial<Decision>>,
): Promise<CauseDto> {
  const { fingerprint, expectedVersion } = input;
  await inTransaction(db(), async (tx) => {
    const cause = await lockCause(tx, fingerprint);
    if (!cause) throw new NotFoundError(`There is no cause ${fingerprint}.`);
    if (expectedVersion !== null && expectedVersion !== cause.version) throw staleCause(cause.version, expectedVersion);
    const decision = await decide(cause, tx);
    const after = { ...cause, ...decision };
    await writeDecision(tx, fingerprint, after);
    const changed = decided.filter((field) => !isDeepStrictEqual(cause[field], after[field]));
    const copy = (from: LockedCause) => Object.fromEntries(changed.map((field) => [field, from[field]]));
    await recordAction(tx, input, {
      action,
      target: { kind: "cause", id: fingerprint },
      before: copy(cause),
      after: copy(after),
    });
  });
  return describeCause(fingerprint);
}
