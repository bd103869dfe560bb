import type { Tx } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { assignCauses } from "#server/triage/causes/assign-causes.ts";
import { lockUnassigned } from "#server/triage/causes/sql/lock-unassigned.ts";

/**
 * Gives dead letters that have no cause theirs, at most `limit`: those that this transaction parked, and those from before
 * there were causes or written by hand. Last of what the transaction writes. Returns how many there were.
 */
export async function assignMissingCauses(tx: Tx, limit = 500): Promise<number> {
  const found = await lockUnassigned(tx, limit);
  await assignCauses(tx, found, buildId());
  return found.length;
}
