import type { Tx } from "#server/db.ts";

/** Tries of the relay on one row before the row is parked. */
export const maxRelayTries = 5;

/**
 * Counts a failed try on up to `limit` pending messages that are due, in seq order: those whose type is not
 * in `unknownTo`, or those that a claim of `knownTo` would take. The row is left alone for a while that doubles. Returns the rows that
 * have spent their tries.
 */
export async function recordRelayFailure(
  tx: Tx,
  input: { error: string; limit: number } & ({ unknownTo: readonly string[] } | { knownTo: readonly string[] }),
): Promise<{ id: string; attempts: number }[]> {
  const { rows } = await tx.query<{ id: string; attempts: number }>({
    name: "record_relay_failure",
    text: `
      with due as materialized (
        select seq from outbox_pending
        where (next_try_at is null or next_try_at <= now()) and (type = any($3::text[])) = $4
        order by seq limit $2
      )
      update outbox_pending p
      set attempts = p.attempts + 1, error = $1, next_try_at = now() + interval '1 s' * 2 ^ p.attempts
      from due where p.seq = due.seq
      returning p.message_id as id, p.attempts`,
    values:
      "knownTo" in input
        ? [input.error, input.limit, input.knownTo, true]
        : [input.error, input.limit, input.unknownTo, false],
  });
  return rows.filter((row) => row.attempts >= maxRelayTries);
}
