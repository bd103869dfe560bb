import type { SmtpConnection } from "#server/adapters/smtp/open-smtp-connection.ts";
import type { SmtpReply } from "#server/adapters/smtp/read-smtp-replies.ts";
import { refused, SmtpError } from "#server/adapters/smtp/smtp-error.ts";

type Envelope = { from: string; to: string; message: Buffer };

const isAccepted = ({ code }: SmtpReply): boolean => code >= 200 && code <= 299;
const opensBody = ({ code }: SmtpReply): boolean => code === 354;

/**
 * Sends MAIL FROM, RCPT TO and DATA, together where the server supports PIPELINING. Resolves after the 354. Throws the SmtpError
 * of the first command that was refused.
 */
export async function sendEnvelope(
  { channel, extensions }: SmtpConnection,
  mail: Envelope,
  milliseconds: number,
): Promise<void> {
  for (const address of [mail.from, mail.to]) {
    if (address === "" || /[\r\n<>]/.test(address)) {
      const message = `Invalid address ${JSON.stringify(address)}`;
      throw new SmtpError(message, { code: "EENVELOPE", command: "API" });
    }
  }
  const { length } = mail.message;
  if (extensions.largestBytes > 0 && length > extensions.largestBytes) {
    const message = `the mail has ${length} bytes, and the server takes ${extensions.largestBytes}`;
    throw new SmtpError(message, { code: "EMESSAGE", command: "MAIL FROM" });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII
  const wantsUtf8 = extensions.smtpUtf8 && /[^\x00-\x7f]/.test(mail.from + mail.to);
  const parameters = (wantsUtf8 ? " SMTPUTF8" : "") + (extensions.size && length > 0 ? ` SIZE=${length}` : "");
  const steps = [
    { command: "MAIL FROM", line: `MAIL FROM:<${mail.from}>${parameters}`, isRight: isAccepted },
    { command: "RCPT TO", line: `RCPT TO:<${mail.to}>`, isRight: isAccepted },
    { command: "DATA", line: "DATA", isRight: opensBody },
  ];
  if (!extensions.pipelining) {
    for (const { command, line, isRight } of steps) {
      const reply = await channel.ask(line, milliseconds);
      if (!isRight(reply)) throw refused(command, reply);
    }
    return;
  }
  const lines = steps.map(({ line }) => line);
  const replies = await channel.askAll(lines, milliseconds);
  for (const [place, { command, isRight }] of steps.entries()) {
    const settled = replies[place];
    if (settled?.status === "rejected") throw settled.reason;
    if (settled && !isRight(settled.value)) throw refused(command, settled.value);
  }
}
