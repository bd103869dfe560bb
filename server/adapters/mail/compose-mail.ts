import MailComposer from "nodemailer/lib/mail-composer";
import type { Mail } from "#server/delivery/handlers/ports.ts";

export type Mailbox = { name: string; address: string };

export const idempotencyHeader = "X-Redeliver-Idempotency-Key";

/**
 * Text for a header, to be read as it is written: without control characters, and with a zero-width space in what a
 * reader would otherwise decode as an encoded word (nodemailer passes ASCII on as it stands).
 */
const headerText = (text: string): string => text.replace(/\p{Cc}+/gu, " ").replaceAll("=?", "=\u200B?");

/**
 * The bytes of one mail. Every field is named here: nodemailer reads files and fetches URLs for keys that a spread
 * payload could carry, and parses addresses out of strings.
 */
export function composeMail(from: Mailbox, mail: Mail, idempotencyKey: string): Promise<Buffer> {
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  return new MailComposer({
    from: { name: headerText(from.name), address: from.address },
    to: { name: headerText(mail.to.name), address: mail.to.address },
    subject: headerText(mail.subject),
    html: mail.html,
    text: mail.text,
    // The same for every copy: a receiver or a person can tell a second copy from a second mail.
    messageId: `<${idempotencyKey}@${domain}>`,
    headers: { [idempotencyHeader]: idempotencyKey, "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
