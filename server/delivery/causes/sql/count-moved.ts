import type { Tx } from "#server/platform/database/db.ts";

/**
 * Moves the counts of causes by the dead letters that just came or went: in the order of the fingerprints, in the same
 * transaction. A dead letter that was not given its cause yet is counted when it is.
 */
export async function countMoved(tx: Tx, fingerprints: readonly (string | null)[], by: 1 | -1): Promise<void> {
  const known = fingerprints.filter((fingerprint) => fingerprint !== null);
  if (known.length === 0) return;
  await tx.query({
    name: "count_moved",
    text: `with moved as (
             select fingerprint, count(*)::int as count from unnest($1::text[]) as m (fingerprint) group by fingerprint
           ), held as materialized (
             select c.fingerprint from cause c where c.fingerprint in (select fingerprint from moved)
             order by c.fingerprint for no key update
           )
           update cause c set dead = c.dead + $2::int * m.count
           from moved m join held h on h.fingerprint = m.fingerprint where c.fingerprint = m.fingerprint`,
    values: [known, by],
  });
}
