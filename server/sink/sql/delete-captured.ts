import type { Tx } from "#server/db.ts";

/** Deletes all captured mails and webhooks, and counts them. */
export async function deleteCaptured(tx: Tx): Promise<{ mails: number; webhooks: number }> {
  const { rows } = await tx.query<{ mails: number; webhooks: number }>({
    name: "delete_captured",
    text: `with mail as (delete from captured_mail returning 1), webhook as (delete from captured_webhook returning 1)
           select (select count(*) from mail)::int as mails, (select count(*) from webhook)::int as webhooks`,
  });
  return rows[0] ?? { mails: 0, webhooks: 0 };
}
