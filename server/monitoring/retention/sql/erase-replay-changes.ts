import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "erase_replay_changes",
  text: `with unused as (
           delete from replay_recipe where last_used_at < now() - $1::float8 * interval '1 day'
         )
         update replay_batch set change = null, change_erased_at = now()
         where change is not null and ended_at < now() - $1::float8 * interval '1 day'`,
});

/** Erases the change of bulk replays that ended before a period: its values can be personal data. Receipts are kept, recipes that were not used for as long are not. */
export async function eraseReplayChanges(db: Queryable, days: number): Promise<number> {
  return statement.run(db, [days]);
}
