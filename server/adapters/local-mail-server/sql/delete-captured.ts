import { accountLinkMark } from "#server/adapters/local-mail-server/account-mail.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** Deletes captured mails and webhooks, and counts them; mails with an account's link only where asked. */
export async function deleteCaptured(
  tx: Tx,
  { accountMails }: { accountMails: boolean },
): Promise<{ mails: number; webhooks: number }> {
  const { rows } = await tx.query<{ mails: number; webhooks: number }>({
    name: "delete_captured",
    text: `with mail as (delete from captured_mail
                         where $1 or position($2 in coalesce(text, '') || coalesce(html, '')) = 0 returning 1), webhook as (delete from captured_webhook returning 1)
           select (select count(*) from mail)::int as mails, (select count(*) from webhook)::int as webhooks`,
    values: [accountMails, accountLinkMark],
  });
  return rows[0] ?? { mails: 0, webhooks: 0 };
}
