import { nameDeaths } from "#server/delivery/causes/name-deaths.ts";
import { readNameless } from "#server/delivery/causes/sql/read-nameless.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";

/**
 * Gives dead letters that have no cause theirs, at most `limit`: those that this transaction parked, and those from before
 * there were causes or written by hand. Last of what the transaction writes. Returns how many there were.
 */
export async function nameNameless(tx: Tx, limit = 500): Promise<number> {
  const found = await readNameless(tx, limit);
  await nameDeaths(tx, found, buildId());
  return found.length;
}
