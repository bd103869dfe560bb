import type { Tx } from "#server/platform/database/db.ts";
import { type ViewRow, viewColumns } from "#server/triage/saved-views/sql/read-views.ts";

/** One at a time among those that would stand together: who comes next counts what was saved. Held until the transaction ends. */
export async function lockViews(tx: Tx, { shared, ownerId }: Pick<ViewRow, "shared" | "ownerId">): Promise<void> {
  await tx.query({
    name: "lock_views",
    text: "select pg_advisory_xact_lock(hashtext('redeliver.views'), hashtext($1))",
    values: [shared ? "shared" : ownerId],
  });
}

/** Null where its name is taken among those that it would stand with, or they are `atMost` already. */
export async function insertView(tx: Tx, view: ViewRow, atMost: number): Promise<ViewRow | null> {
  const { rows } = await tx.query<ViewRow>({
    name: "insert_view",
    text: `insert into saved_view (id, name, query, shared, owner_id, owner_name)
           select $1, $2, $3, $4, $5, $6
           where (select count(*) from saved_view where shared = $4 and (shared or owner_id = $5)) < $7
           on conflict do nothing returning ${viewColumns}`,
    values: [view.id, view.name, view.query, view.shared, view.ownerId, view.ownerName, atMost],
  });
  return rows[0] ?? null;
}
