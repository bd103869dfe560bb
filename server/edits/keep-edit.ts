import type { Actor } from "#server/access/actor.ts";
import type { Tx } from "#server/db.ts";
import { findEditOf, insertEdit } from "#server/edits/sql/payload-edits.ts";
import type { LockedDelivery } from "#server/triage/sql/lock-delivery.ts";

type Changed = { data: unknown; base: number; author: Actor; reason: string | null };

/** A replay with a changed payload is an edit too: it is kept as one, unless it was saved as one before. */
export async function keepEdit(tx: Tx, { rootId }: LockedDelivery, changed: Changed): Promise<void> {
  if ((await findEditOf(tx, rootId, changed.data)) === 0) await insertEdit(tx, { rootId, ...changed });
}
