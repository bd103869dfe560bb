/**
 * The server's id of a mail, from its reply to the final dot: a queue id, the Message-ID of Microsoft 365, or the id of Amazon
 * SES. Null where the reply has none.
 */
export function readMessageId(reply: string): string | null {
  const outlook = /^250 2\.0\.0 OK (<[^<>\s]+\.prod\.outlook\.com>)/i.exec(reply)?.[1];
  const ses = /^250 Ok ([0-9a-f]+(?:-[0-9a-f]+)+)$/i.exec(reply)?.[1];
  return outlook ?? ses ?? /\bqueued as <?([^\s<>]+)/i.exec(reply)?.[1] ?? null;
}
