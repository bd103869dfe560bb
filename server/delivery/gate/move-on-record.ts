import type pg from "pg";
import { system } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { type Moved, moveBreaker } from "#server/delivery/gate/move-breaker.ts";
import type { BreakerEvent } from "#server/delivery/gate/step-breaker.ts";
import type { BreakerPolicy } from "#server/delivery/handlers/define-handler.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";

/**
 * One step that a worker takes by itself. Where it begins or ends the holding of a handler's deliveries, that is on record as the
 * system's, as a pause of sending is: a handler that stood still for an hour is asked about later.
 */
export async function moveOnRecord(
  tx: Tx,
  handler: string,
  policy: BreakerPolicy | null,
  event: BreakerEvent,
): Promise<Moved | null> {
  const moved = await moveBreaker(tx, handler, policy, event);
  if (!moved) return null;
  const { before, breaker } = moved;
  if ((before.state === "closed") === (breaker.state === "closed")) return moved;
  const { state, failed, tries, failureCode } = breaker;
  const holds = state !== "closed";
  await recordAction(
    tx,
    { actor: system, requestId: null },
    {
      action: holds ? "breaker.open" : "breaker.close",
      target: { kind: "handler", id: handler },
      before: { state: before.state },
      after: holds ? { state, failed, tries, failureCode } : { state },
    },
  );
  return moved;
}

/** The same in a transaction of its own. */
export const moveAlone = (pool: pg.Pool, handler: string, policy: BreakerPolicy | null, event: BreakerEvent) =>
  inTransaction(pool, (tx) => moveOnRecord(tx, handler, policy, event));
