import { simpleParser } from "mailparser";
import { storableText } from "#server/platform/database/storable-text.ts";

export type ParsedMail = {
  messageId: string | null;
  subject: string;
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
  raw: string;
};

/** Parses a mail for the inbox. The result can be stored, whatever bytes the mail has. */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  const mail = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
  return {
    messageId: mail.messageId ? storableText(mail.messageId) : null,
    subject: storableText(mail.subject ?? ""),
    html: mail.html ? storableText(mail.html) : null,
    text: mail.text === undefined ? null : storableText(mail.text),
    headers: mail.headerLines.map(({ line }) => readHeader(storableText(line))),
    raw: storableText(raw.toString("utf8")),
  };
}

function readHeader(line: string): { name: string; value: string } {
  const colon = line.indexOf(":");
  const name = colon < 0 ? line : line.slice(0, colon);
  return {
    name: name.trim(),
    value: line
      .slice(name.length + 1)
      .replace(/\r?\n[ \t]*/g, " ")
      .trim(),
  };
}
