import * as z from "zod";
import { accountLinkMark } from "#server/adapters/local-mail-server/account-mail.ts";
import type { MailPosition } from "#server/adapters/local-mail-server/mail-cursor.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const mail = z.object({
  id: z.uuid(),
  message_id: z.string().nullable(),
  sender: z.string(),
  recipient: z.string(),
  subject: z.string(),
  received_at: z.date(),
  position: z.string(),
});

const statement = defineStatement({
  name: "select-mails",
  text: `select id, message_id, sender, recipient, subject, received_at,
                  to_char(received_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') as position
           from captured_mail
           where ($1::timestamp is null or (received_at, id) < ($1::timestamp at time zone 'utc', $2::uuid))
             and ($3::text is null or lower(recipient) = lower($3))
             and ($5 or position($6 in coalesce(text, '') || coalesce(html, '')) = 0)
           order by received_at desc, id desc
           limit $4`,
  row: mail,
});

/** A page of mails after a position, newest first. Reads captured_mail_received_at_idx; the id orders equal times. */
export function selectMails(
  db: Queryable,
  page: { after: MailPosition | null; recipient: string | null; limit: number; accountMails: boolean },
): Promise<z.output<typeof mail>[]> {
  const { after, recipient, limit, accountMails } = page;
  return statement.all(db, [after?.[0] ?? null, after?.[1] ?? null, recipient, limit, accountMails, accountLinkMark]);
}
