import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { type ViewRow, viewColumns, viewRow } from "#server/triage/saved-views/sql/read-views.ts";

const lock = defineStatement({
  name: "lock_views",
  text: "select pg_advisory_xact_lock(hashtext('redeliver.views'), hashtext($1)) as locked",
  row: z.object({ locked: z.string() }),
});
const insert = defineStatement({
  name: "insert_view",
  text: `insert into saved_view (id, name, query, shared, owner_id, owner_name)
         select $1, $2, $3, $4, $5, $6
         where (select count(*) from saved_view where shared = $4 and (shared or owner_id = $5)) < $7
         on conflict do nothing returning ${viewColumns}`,
  row: viewRow,
});

/** Serialises saves among the shared views, or among the views of one owner, until the transaction ends: each counts the ones before. */
export async function lockViews(tx: Tx, { shared, ownerId }: Pick<ViewRow, "shared" | "ownerId">): Promise<void> {
  await lock.run(tx, [shared ? "shared" : ownerId]);
}

/** Null where the name is taken among those views, or there are `atMost` of them. */
export async function insertView(tx: Tx, view: ViewRow, atMost: number): Promise<ViewRow | null> {
  const { id, name, query, shared, ownerId, ownerName } = view;
  return (await insert.maybeOne(tx, [id, name, query, shared, ownerId, ownerName, atMost])) ?? null;
}
