import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "count_moved",
  text: `with moved as (
           select fingerprint, count(*)::int as count from unnest($1::text[]) as m (fingerprint) group by fingerprint
         ), held as materialized (
           select c.fingerprint from cause c where c.fingerprint in (select fingerprint from moved)
           order by c.fingerprint for no key update
         )
         update cause c set dead = c.dead + $2::int * m.count
         from moved m join held h on h.fingerprint = m.fingerprint where c.fingerprint = m.fingerprint`,
});

/**
 * Adds `by` to the dead letter counts of causes, once per fingerprint given, locking them in the order of their
 * fingerprints. A dead letter without a cause is counted when it gets one.
 */
export async function adjustCauseCounts(tx: Tx, fingerprints: readonly (string | null)[], by: 1 | -1): Promise<void> {
  const known = fingerprints.filter((fingerprint) => fingerprint !== null);
  if (known.length > 0) await statement.run(tx, [known, by]);
}
