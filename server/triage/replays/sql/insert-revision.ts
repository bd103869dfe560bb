import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "insert_revision",
  text: `insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, revision, position,
                               ordered, holds, release_at, check_at)
         select $1, $2, $3, $4, 'waiting', $5, coalesce($6, idempotency_key_of($2, $3)), max(d.revision) + 1, $7, $8, $9, w.ends_at, w.ends_at
         from delivery d, (select now() + $10::float8 * interval '1 s' as ends_at) w
         where ${ofRoot("$5")} group by w.ends_at`,
});

type Revision = {
  id: string;
  messageId: string;
  /** The idempotency key of an unchanged payload; null for the key of its own message. */
  sameAs: string | null;
  undoSeconds: number;
};

/**
 * Adds the next revision of a root, waiting at the dead letter's position: before the later messages of its subject that still
 * wait. The relay releases it when its undo window is over.
 */
export async function insertRevision(tx: Tx, dead: LockedDelivery, revision: Revision): Promise<void> {
  await statement.run(tx, [
    ...[revision.id, revision.messageId, dead.handler, dead.subject, dead.rootId, revision.sameAs],
    ...[dead.position, dead.ordered, dead.holds, revision.undoSeconds],
  ]);
}
