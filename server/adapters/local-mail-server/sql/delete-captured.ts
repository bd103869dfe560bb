import * as z from "zod";
import { accountLinkMark } from "#server/adapters/local-mail-server/account-mail.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const deleted = z.object({ mails: z.int(), webhooks: z.int() });

const statement = defineStatement({
  name: "delete_captured",
  text: `with mail as (delete from captured_mail
                         where $1 or position($2 in coalesce(text, '') || coalesce(html, '')) = 0 returning 1), webhook as (delete from captured_webhook returning 1)
           select (select count(*) from mail)::int as mails, (select count(*) from webhook)::int as webhooks`,
  row: deleted,
});

/** Deletes captured mails and webhooks and returns their numbers. Mails with an account's link only with `accountMails`. */
export const deleteCaptured = (
  tx: Tx,
  { accountMails }: { accountMails: boolean },
): Promise<z.output<typeof deleted>> => statement.one(tx, [accountMails, accountLinkMark]);
