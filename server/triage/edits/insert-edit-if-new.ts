import type { Actor } from "#server/audit/actor.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { findEditOf, insertEdit } from "#server/triage/edits/sql/payload-edits.ts";

type Changed = { data: unknown; base: number; author: Actor; reason: string | null };

/** Saves the changed payload of a replay as an edit, unless it was saved before. */
export async function insertEditIfNew(tx: Tx, { rootId }: LockedDelivery, changed: Changed): Promise<void> {
  if ((await findEditOf(tx, rootId, changed.data)) === 0) await insertEdit(tx, { rootId, ...changed });
}
