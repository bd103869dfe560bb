import MailComposer from "nodemailer/lib/mail-composer";
import type { Mail } from "#server/delivery/handlers/ports.ts";

export type Mailbox = { name: string; address: string };

const idempotencyHeader = "X-Redeliver-Idempotency-Key";

/**
 * Text for a header without control characters, and with a zero-width space in "=?", which a mail client would decode as an
 * encoded word: nodemailer does not change ASCII.
 */
const headerText = (text: string): string => text.replace(/\p{Cc}+/gu, " ").replaceAll("=?", "=\u200B?");

/**
 * The bytes of one mail. Every field is named: nodemailer reads files and fetches URLs for keys that a spread payload could
 * have, and parses addresses from strings.
 */
export function composeMail(from: Mailbox, mail: Mail, idempotencyKey: string): Promise<Buffer> {
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  return new MailComposer({
    from: { name: headerText(from.name), address: from.address },
    to: { name: headerText(mail.to.name), address: mail.to.address },
    subject: headerText(mail.subject),
    html: mail.html,
    text: mail.text,
    // The same for every copy, so that a second copy can be told from a second mail.
    messageId: `<${idempotencyKey}@${domain}>`,
    headers: { [idempotencyHeader]: idempotencyKey, "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
