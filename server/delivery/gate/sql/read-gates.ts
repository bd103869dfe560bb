import * as z from "zod";
import { pauseReasons } from "#server/contracts/delivery/sending.ts";
import { breakerColumns, breakerRow, type StoredBreaker, storedBreakerOf } from "#server/delivery/gate/sql/breakers.ts";
import { databaseKey } from "#server/delivery/gate/sql/database-key.ts";
import type { HandlerPauseRow } from "#server/delivery/gate/sql/handler-pauses.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** Why this database may not send, and when a worker of it noticed. A notice in a restored backup does not count. */
export type SendingPause = { reason: (typeof pauseReasons)[number]; since: Date | null; database: string };
/** The gate of a handler: an operator's pause, which takes precedence, and its circuit breaker, which may be closed. */
export type HandlerGate = { handler: string; pause: HandlerPauseRow | null; breaker: StoredBreaker | null };
export type Gates = { sending: SendingPause | null; handlers: HandlerGate[] };

const row = breakerRow.extend({
  at: z.date().nullable(),
  sendingReason: z.enum(pauseReasons).nullable(),
  noticedAt: z.date().nullable(),
  database: z.string().nullable(),
  handler: z.string().nullable(),
  pauseReason: z.string().nullable(),
  pausedBy: z.string().nullable(),
  pausedAt: z.date().nullable(),
});
type Row = z.output<typeof row>;

const statement = defineStatement({
  name: "read_gates",
  text: `select s.reason as "sendingReason", s.database, s.noticed_at as "noticedAt", h.*
           from (
             select p.reason, k.database,
                    (select case when e.action = 'sending.pause' and e.after->>'database' = k.database then e.at end
                     from audit_entry e where p.reason is not null and e.target_id = 'sending'
                     order by e.seq desc limit 1) as noticed_at
             from sending_paused_by() as p(reason)
             left join lateral (select ${databaseKey} as database where p.reason is not null) k on true
           ) s left join (
             select handler, p.reason as "pauseReason", p.actor_name as "pausedBy", p.paused_at as "pausedAt",
                    clock_timestamp() as at, ${breakerColumns}
             from handler_pause p full join handler_breaker b using (handler)
           ) h on true`,
  row,
});

/**
 * Reads every gate at once: the pause of sending, and the gates of all handlers that were paused or whose circuit breaker
 * moved. A separate statement, because sending_paused_by() would prevent parallel plans for the count of depths.
 */
export async function readGates(db: Queryable): Promise<Gates> {
  const rows = await statement.all(db);
  return { sending: sendingOf(rows), handlers: rows.flatMap(gateOf) };
}

function sendingOf([found]: readonly Row[]): SendingPause | null {
  if (!found) throw new Error("read_gates returned no row");
  const { sendingReason: reason, noticedAt: since, database } = found;
  return reason === null || database === null ? null : { reason, since, database };
}

function gateOf({ handler, at, pauseReason: reason, pausedBy: by, pausedAt: since, ...breaker }: Row): HandlerGate[] {
  if (handler === null || at === null) return [];
  const pause = reason === null || by === null || since === null ? null : { handler, reason, by, since };
  return [{ handler, pause, breaker: storedBreakerOf({ ...breaker, at }) }];
}
