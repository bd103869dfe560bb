/**
 * The id under which the server keeps a mail, out of its reply to the final dot: a queue id, the Message-ID that Microsoft
 * 365 gives it, or the one by which Amazon SES reports on it. Null where the reply names none.
 */
export function readMessageId(reply: string): string | null {
  const outlook = /^250 2\.0\.0 OK (<[^<>\s]+\.prod\.outlook\.com>)/i.exec(reply)?.[1];
  const ses = /^250 Ok ([0-9a-f]+(?:-[0-9a-f]+)+)$/i.exec(reply)?.[1];
  return outlook ?? ses ?? /\bqueued as <?([^\s<>]+)/i.exec(reply)?.[1] ?? null;
}
