import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "delete_long_gone",
  text: `with gone as (
             delete from running_process where seen_at < now() - interval '1 day' returning 1
           ), old as (
             delete from deploy d where at < now() - interval '400 d'
               and exists (select from deploy n where n.kind = d.kind and n.at > d.at) returning 1
           ) select ((select count(*) from gone) + (select count(*) from old))::int as count`,
  row: z.object({ count: z.int() }),
});

/**
 * Deletes processes one day after their last heartbeat, and deploys after 400 days except the newest of each kind, which
 * the next deploy is compared with. Returns the number of rows.
 */
export const deleteOldProcesses = async (db: Queryable): Promise<number> => (await statement.one(db)).count;
