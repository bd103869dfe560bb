import * as z from "zod";
import { breakerColumns, breakerRow, type StoredBreaker, storedBreakerOf } from "#server/delivery/gate/sql/breakers.ts";
import type { HandlerPauseRow } from "#server/delivery/gate/sql/handler-pauses.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The delivery gate of a handler: an operator's pause, which takes precedence, and its circuit breaker, which may be closed. */
export type HandlerGate = { handler: string; pause: HandlerPauseRow | null; breaker: StoredBreaker | null };

const statement = defineStatement({
  name: "read_brakes",
  text: `select handler, p.reason as "pauseReason", p.actor_name as "pausedBy", p.paused_at as "pausedAt",
                  clock_timestamp() as at, ${breakerColumns}
           from handler_pause p full join handler_breaker b using (handler)`,
  row: breakerRow.extend({
    handler: z.string(),
    pauseReason: z.string().nullable(),
    pausedBy: z.string().nullable(),
    pausedAt: z.date().nullable(),
  }),
});

/** The gates of all handlers that were paused or whose circuit breaker moved: few rows, usually none. */
export async function readGates(db: Queryable): Promise<HandlerGate[]> {
  return (await statement.all(db)).map(
    ({ handler, pauseReason: reason, pausedBy: by, pausedAt: since, ...breaker }) => ({
      handler,
      pause: reason === null || by === null || since === null ? null : { handler, reason, by, since },
      breaker: storedBreakerOf(breaker),
    }),
  );
}
