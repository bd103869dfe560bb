import type { Queryable } from "#server/db.ts";

/**
 * Episodes that were over, and notices that were settled, more than 90 days ago. What is open stays, however old it is. Returns how
 * many.
 */
export async function deleteOldAlerts(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>({
    name: "delete_old_alerts",
    text: `with notice as (
             delete from alert_notice where state <> 'due' and created_at < now() - interval '90 d' returning 1
           ), episode as (
             delete from alert where state = 'resolved' and resolved_at < now() - interval '90 d' returning 1
           ) select ((select count(*) from notice) + (select count(*) from episode))::int as count`,
  });
  return rows[0]?.count ?? 0;
}
