import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "delete_old_alerts",
  text: `with notice as (
             delete from alert_notice where created_at < now() - interval '90 d' returning 1
           ), stale as (
             update alert_notice set state = 'failed', error = coalesce(error, 'No process has had this channel for a day.')
             where state = 'due' and created_at between now() - interval '90 d' and now() - interval '1 d'
           ), episode as (
             delete from alert where state = 'resolved' and resolved_at < now() - interval '90 d' returning 1
           ) select ((select count(*) from notice) + (select count(*) from episode))::int as count`,
  row: z.object({ count: z.int() }),
});

/**
 * Deletes alerts 90 days after they were resolved and notices 90 days after they were created. Notices that no process could
 * send for a day fail: their channel was removed, and must not report old news if it is configured again. Returns the count.
 */
export const deleteOldAlerts = async (db: Queryable): Promise<number> => (await statement.one(db)).count;
