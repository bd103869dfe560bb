import type pg from "pg";
import { system } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { type Moved, moveBreaker } from "#server/delivery/gate/move-breaker.ts";
import type { BreakerEvent } from "#server/delivery/gate/step-breaker.ts";
import type { BreakerPolicy } from "#server/delivery/handlers/define-handler.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";

/** Moves a breaker one step by a worker's own decision. Opening and closing are audited as actions of the system. */
export async function moveAudited(
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

/** `moveAudited` in a transaction of its own. */
export const moveAlone = (pool: pg.Pool, handler: string, policy: BreakerPolicy | null, event: BreakerEvent) =>
  inTransaction(pool, (tx) => moveAudited(tx, handler, policy, event));
