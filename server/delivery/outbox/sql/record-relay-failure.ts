import * as z from "zod";
import type { Route } from "#server/delivery/outbox/routes.ts";
import { isRoutable } from "#server/delivery/outbox/sql/is-routable.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** Attempts of the relay on one message before it is parked. */
const maxRelayAttempts = 5;

const row = z.object({ id: z.uuid(), attempts: z.int() });

const statement = defineStatement({
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
  row,
});

/**
 * Counts a failed attempt on up to `limit` pending messages that are due, in seq order: claimable ones, or unknown ones.
 * Their next attempt is delayed with exponential back-off. Returns those that reached the limit.
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
): Promise<z.output<typeof row>[]> {
  const rows = await statement.all(tx, [
    input.error,
    input.limit,
    input.knownTypes,
    input.of === "claimable",
    input.routes.map((route) => route.type),
    input.routes.map((route) => route.handler),
  ]);
  return rows.filter(({ attempts }) => attempts >= maxRelayAttempts);
}
