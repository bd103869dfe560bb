import type { ParsedMail } from "#server/adapters/local-mail-server/parse-mail.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

/** Keeps one copy per recipient, in one statement: either all of them have it or none. Returns the copies' ids. */
export async function storeMail(
  db: Queryable,
  envelope: { sender: string; recipients: readonly string[] },
  mail: ParsedMail,
): Promise<string[]> {
  const ids = envelope.recipients.map(() => newId());
  await db.query({
    name: "store-mail",
    text: `insert into captured_mail (id, recipient, sender, message_id, subject, html, text, headers, raw)
           select copy.id, copy.recipient, $3, $4, $5, $6, $7, $8::jsonb, $9
           from unnest($1::uuid[], $2::text[]) as copy (id, recipient)`,
    values: [
      ids,
      envelope.recipients,
      envelope.sender,
      mail.messageId,
      mail.subject,
      mail.html,
      mail.text,
      JSON.stringify(mail.headers),
      mail.raw,
    ],
  });
  return ids;
}
