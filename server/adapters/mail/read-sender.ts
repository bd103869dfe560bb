import addressparser from "nodemailer/lib/addressparser";
import type { Mailbox } from "#server/adapters/mail/compose-mail.ts";

/** The address of MAIL_FROM. Throws where it has none or several. */
export function readSender(from: string): Mailbox {
  const [sender, ...others] = addressparser(from, { flatten: true });
  if (!sender?.address.includes("@") || others.length > 0) {
    throw new Error("MAIL_FROM must hold one address, such as Redeliver <orders@example.com>");
  }
  return { name: sender.name, address: sender.address };
}
