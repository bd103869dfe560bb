import { breakerColumns, type StoredBreaker } from "#server/delivery/gate/sql/breakers.ts";
import type { HandlerPauseRow } from "#server/delivery/gate/sql/handler-pauses.ts";
import type { Queryable } from "#server/platform/database/db.ts";

/** What holds a handler's deliveries back: an operator's pause, which goes first, or its breaker, which may be closed too. */
export type Brakes = { handler: string; pause: HandlerPauseRow | null; breaker: StoredBreaker | null };

type Row = StoredBreaker & { handler: string; pauseReason: string | null; pausedBy: string; pausedAt: Date };

/** The brakes of the handlers that have or had any: few rows, mostly none. */
export async function readBrakes(queryable: Queryable): Promise<Brakes[]> {
  const { rows } = await queryable.query<Row>({
    name: "read_brakes",
    text: `select handler, p.reason as "pauseReason", p.actor_name as "pausedBy", p.paused_at as "pausedAt",
                  clock_timestamp() as at, ${breakerColumns}
           from handler_pause p full join handler_breaker b using (handler)`,
  });
  return rows.map(({ handler, pauseReason, pausedBy, pausedAt, ...breaker }) => ({
    handler,
    pause: pauseReason === null ? null : { handler, reason: pauseReason, by: pausedBy, since: pausedAt },
    breaker: breaker.version === null ? null : breaker,
  }));
}
