import type { Route } from "#server/delivery/outbox/routes.ts";
import { isRoutable } from "#server/delivery/outbox/sql/is-routable.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** Tries of the relay on one row before the row is parked. */
export const maxRelayTries = 5;

/**
 * Counts a failed try on up to `limit` pending messages that are due, in seq order: those that a claim would take, or those
 * that it does not know how to relay. The row is left alone for a while that doubles. Returns the rows that have spent
 * their tries.
 */
export async function recordRelayFailure(
  tx: Tx,
  input: {
    error: string;
    limit: number;
    of: "claimable" | "unknown";
    routes: readonly Route[];
    knownTypes: readonly string[];
  },
): Promise<{ id: string; attempts: number }[]> {
  const { rows } = await tx.query<{ id: string; attempts: number }>({
    name: "record_relay_failure",
    text: `
      with route as materialized (
        select * from unnest($5::text[], $6::text[]) as r (type, handler)
      ), due as materialized (
        select seq from outbox_pending p
        where (next_try_at is null or next_try_at <= now()) and (type = any($3::text[]) and ${isRoutable("p")}) = $4
        order by seq limit $2
      )
      update outbox_pending p
      set attempts = p.attempts + 1, error = $1, next_try_at = now() + interval '1 s' * 2 ^ p.attempts
      from due where p.seq = due.seq
      returning p.message_id as id, p.attempts`,
    values: [
      input.error,
      input.limit,
      input.knownTypes,
      input.of === "claimable",
      input.routes.map((route) => route.type),
      input.routes.map((route) => route.handler),
    ],
  });
  return rows.filter((row) => row.attempts >= maxRelayTries);
}
