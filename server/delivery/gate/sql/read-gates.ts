import * as z from "zod";
import { pauseReasons } from "#server/contracts/delivery/sending.ts";
import { breakerColumns, type StoredBreaker } from "#server/delivery/gate/sql/breakers.ts";
import { databaseKey } from "#server/delivery/gate/sql/database-key.ts";
import type { HandlerPauseRow } from "#server/delivery/gate/sql/handler-pauses.ts";
import type { Queryable } from "#server/platform/database/db.ts";

const pausedSending = z.object({
  sendingReason: z.enum(pauseReasons),
  noticedAt: z.date().nullable(),
  database: z.string(),
});
/** Why this database may not send, and when a worker of it noticed. A notice in a restored backup does not count. */
export type SendingPause = {
  reason: z.output<typeof pausedSending>["sendingReason"];
  since: Date | null;
  database: string;
};
/** What holds a handler's deliveries: an operator's pause, which goes first, or its breaker, which may be closed too. */
export type HandlerGate = { handler: string; pause: HandlerPauseRow | null; breaker: StoredBreaker | null };
export type Gates = { sending: SendingPause | null; handlers: HandlerGate[] };

type Row = StoredBreaker & {
  sendingReason: string | null;
  handler: string | null;
  pauseReason: string | null;
  pausedBy: string;
  pausedAt: Date;
};

/**
 * Everything that may hold deliveries back, in one read: the pause of sending, and the gates of the handlers that have or had
 * one. A separate statement, because sending_paused_by() would prevent parallel plans for the count of depths.
 */
export async function readGates(queryable: Queryable): Promise<Gates> {
  const { rows } = await queryable.query<Row>({
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
  });
  return { sending: sendingOf(rows), handlers: rows.flatMap(gateOf) };
}

function sendingOf([row]: readonly Row[]): SendingPause | null {
  if (!row) throw new Error("the gates were read as no row");
  if (row.sendingReason === null) return null;
  const { sendingReason, noticedAt, database } = pausedSending.parse(row);
  return { reason: sendingReason, since: noticedAt, database };
}

function gateOf({ handler, pauseReason, pausedBy, pausedAt, ...breaker }: Row): HandlerGate[] {
  if (handler === null) return [];
  const pause = pauseReason === null ? null : { handler, reason: pauseReason, by: pausedBy, since: pausedAt };
  return [{ handler, pause, breaker: breaker.version === null ? null : breaker }];
}
