import type { Queryable } from "#server/db.ts";

/** Episodes that were over, and notices that were settled, more than 90 days ago. What is open stays, however old it is. */
export async function deleteOldAlerts(queryable: Queryable): Promise<void> {
  await queryable.query({
    name: "delete_old_alerts",
    text: `with notices as (
             delete from alert_notice where state <> 'due' and created_at < now() - interval '90 d'
           ) delete from alert where state = 'resolved' and resolved_at < now() - interval '90 d'`,
  });
}
