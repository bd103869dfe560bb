import type { Queryable } from "#server/platform/database/db.ts";

/**
 * Episodes that were over, and notices that were written, more than 90 days ago; what is open stays, however old it is. Notices
 * that nobody could send for a day are given up: their channel is gone, and one that comes back must not tell old news. Returns how
 * many were deleted.
 */
export async function deleteOldAlerts(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>({
    name: "delete_old_alerts",
    text: `with notice as (
             delete from alert_notice where created_at < now() - interval '90 d' returning 1
           ), stale as (
             update alert_notice set state = 'failed', error = coalesce(error, 'No process has had this channel for a day.')
             where state = 'due' and created_at between now() - interval '90 d' and now() - interval '1 d'
           ), episode as (
             delete from alert where state = 'resolved' and resolved_at < now() - interval '90 d' returning 1
           ) select ((select count(*) from notice) + (select count(*) from episode))::int as count`,
  });
  return rows[0]?.count ?? 0;
}
