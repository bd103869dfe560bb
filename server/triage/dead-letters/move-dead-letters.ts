import type { AuditContext } from "#server/audit/record-action.ts";
import { recordActions } from "#server/audit/record-actions.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { lockDeadLetters, type Refused, type Selected } from "#server/triage/dead-letters/lock-dead-letters.ts";

type Move = AuditContext & { selected: readonly Selected[]; to: "dead" | "discarded"; reason?: string };
export type Moved = { moved: LockedDelivery[]; refused: Refused[] };

/**
 * Discards dead letters or restores discarded ones, in one transaction with one audit entry each. Those that cannot be moved
 * are left as they are and returned with the reason.
 */
export async function moveDeadLetters({ selected, to, reason, ...by }: Move): Promise<Moved> {
  const restores = to === "dead";
  return inTransaction(db(), async (tx) => {
    const wanted = { state: restores ? "discarded" : "dead", needsPayload: restores } as const;
    const { locked, refused } = await lockDeadLetters(tx, selected, wanted);
    const ids = locked.map(({ id }) => id);
    if (ids.length > 0) {
      await transition(tx, ids, to);
      const action = restores ? "dead-letter.restore" : "dead-letter.discard";
      await recordActions(tx, by, { action, kind: "delivery", ids, reason: reason ?? null });
    }
    return { moved: locked.map((delivery) => ({ ...delivery, state: to })), refused };
  });
}
