import { readCursor, writeCursor } from "#server/adapters/local-mail-server/mail-cursor.ts";
import { selectMails } from "#server/adapters/local-mail-server/sql/select-mails.ts";
import type { MailListDto } from "#server/contracts/delivery/inbox.ts";
import { db } from "#server/platform/database/db.ts";

/** A page of the inbox, newest first, optionally of one recipient. Mails with an account's link need `accountMails`. */
export async function listMails(page: {
  cursor?: string | null | undefined;
  limit: number;
  recipient?: string | undefined;
  accountMails: boolean;
}): Promise<MailListDto> {
  const rows = await selectMails(db(), {
    after: page.cursor ? readCursor(page.cursor) : null,
    recipient: page.recipient ?? null,
    limit: page.limit + 1,
    accountMails: page.accountMails,
  });
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => ({
      id: row.id,
      messageId: row.message_id,
      sender: row.sender,
      recipient: row.recipient,
      subject: row.subject,
      receivedAt: row.received_at.toISOString(),
    })),
    nextCursor: last ? writeCursor([last.position, last.id]) : null,
  };
}
