import { assignCauses } from "#server/delivery/causes/assign-causes.ts";
import { lockUnassigned } from "#server/delivery/causes/sql/lock-unassigned.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";

/**
 * Assigns causes to dead letters without one, at most `limit`: those that this transaction parked, and those from before causes
 * existed or inserted by hand. Call it last in the transaction. Returns how many there were.
 */
export async function assignMissingCauses(tx: Tx, limit = 500): Promise<number> {
  const found = await lockUnassigned(tx, limit);
  await assignCauses(tx, found, buildId());
  return found.length;
}
