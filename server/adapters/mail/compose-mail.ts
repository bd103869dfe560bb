import * as base64 from "nodemailer/lib/base64";
import MailComposer from "nodemailer/lib/mail-composer";
import * as quotedPrintable from "nodemailer/lib/qp";
import type { Mail } from "#server/delivery/handlers/ports.ts";

type MimeNode = ReturnType<MailComposer["compile"]>;

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
export const composeMail = (from: Mailbox, mail: Mail, idempotencyKey: string): Buffer =>
  Buffer.from(write(compileMail(from, mail, idempotencyKey)));

/** The parts of one mail, whose contents are strings. */
export function compileMail(from: Mailbox, mail: Mail, idempotencyKey: string): MimeNode {
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
  }).compile();
}

/** Writes a node as its `build()` does. The nine streams of `build()` cost a third of a worker's CPU per mail. */
function write(node: MimeNode): string {
  const headers = node.buildHeaders();
  if (!node.multipart) return `${headers}\r\n\r\n${encode(node)}`;
  const parts = node.childNodes.map((child) => `--${node.boundary}\r\n${write(child)}\r\n`);
  return `${headers}\r\n\r\n${parts.join("")}--${node.boundary}--\r\n`;
}

function encode(node: MimeNode): string {
  const content = typeof node.content === "string" ? node.content : "";
  switch (node.getTransferEncoding()) {
    case "quoted-printable":
      return quotedPrintable.wrap(quotedPrintable.encode(content));
    case "base64":
      return base64.wrap(base64.encode(content));
    default:
      return content;
  }
}
