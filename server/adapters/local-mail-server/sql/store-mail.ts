import type { ParsedMail } from "#server/adapters/local-mail-server/parse-mail.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { newId } from "#server/platform/new-id.ts";

const statement = defineStatement({
  name: "store-mail",
  text: `insert into captured_mail (id, recipient, sender, message_id, subject, html, text, headers, raw)
           select copy.id, copy.recipient, $3, $4, $5, $6, $7, $8::jsonb, $9
           from unnest($1::uuid[], $2::text[]) as copy (id, recipient)`,
});

/** Stores one copy per recipient, in one statement: all of them or none. Returns the copies' ids. */
export async function storeMail(
  db: Queryable,
  envelope: { sender: string; recipients: readonly string[] },
  { messageId, subject, html, text, headers, raw }: ParsedMail,
): Promise<string[]> {
  const ids = envelope.recipients.map(() => newId());
  await statement.run(db, [
    ...[ids, envelope.recipients, envelope.sender],
    ...[messageId, subject, html, text, JSON.stringify(headers), raw],
  ]);
  return ids;
}
