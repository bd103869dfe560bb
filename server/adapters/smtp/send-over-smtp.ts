import { classifySmtpError, type SmtpStage } from "#server/adapters/smtp/classify-smtp-error.ts";
import type { Lease, SmtpConnections } from "#server/adapters/smtp/keep-smtp-connections.ts";
import { interrupted } from "#server/adapters/smtp/open-smtp-connection.ts";
import { readMessageId } from "#server/adapters/smtp/read-message-id.ts";
import { sendEnvelope } from "#server/adapters/smtp/send-envelope.ts";
import type { SmtpChannel } from "#server/adapters/smtp/smtp-channel.ts";
import { refused, SmtpError } from "#server/adapters/smtp/smtp-error.ts";
import { stuffDots } from "#server/adapters/smtp/stuff-dots.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { BeforeLastByte, Receipt } from "#server/delivery/handlers/ports.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";

/** RFC 1047: a short wait after the dot makes duplicates, so that wait has a budget of its own. */
export type SmtpBudget = { commandMilliseconds: number; afterDotMilliseconds: number };

export type SmtpMail = {
  from: string;
  to: string;
  message: Buffer;
  beforeLastByte?: BeforeLastByte | undefined;
  onAnswered?: (() => void) | undefined;
};

/** Sends one mail over a kept connection, or over a new one where the kept one is no longer usable. */
export async function sendOverSmtp(
  connections: SmtpConnections,
  mail: SmtpMail,
  budget: SmtpBudget,
  signal: AbortSignal,
): Promise<Receipt> {
  const lease = await connections.take(signal);
  try {
    return await transmit(connections, lease, mail, budget, signal);
  } catch (error) {
    if (lease.mails === 0 || signal.aborted || !blamesTheSession(error)) throw error;
    return transmit(connections, await connections.open(signal), mail, budget, signal);
  }
}

/**
 * Neither is ambiguous, so the same mail may go out again at once: the server is gone, or it refuses the sender, which on a
 * kept connection may be a limit of mails per session or the late answer to another mail.
 */
function blamesTheSession(error: unknown): boolean {
  if (!(error instanceof RetryableError || error instanceof PermanentError)) return false;
  return error.code === "smtp_unavailable" || (error.cause instanceof SmtpError && error.cause.command === "MAIL FROM");
}

/**
 * `signal` drops the mail until its last byte is handed to the socket; from then on only the server's answer or the
 * budget ends it, and an end without an answer is ambiguous.
 */
async function transmit(
  connections: SmtpConnections,
  lease: Lease,
  mail: SmtpMail,
  budget: SmtpBudget,
  signal: AbortSignal,
): Promise<Receipt> {
  const { channel } = lease.connection;
  let stage: SmtpStage = "envelope";
  const onAbort = () => {
    if (stage !== "sent") channel.fail(interrupted());
  };
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  try {
    await sendEnvelope(lease.connection, mail, budget.commandMilliseconds);
    await channel.write(stuffDots(mail.message), budget.commandMilliseconds * 6);
    await mail.beforeLastByte?.();
    // A reply before the final dot belongs to no command: nothing more is sent after it.
    channel.check();
    stage = "sent";
    setImmediate(() => crashPoint("worker.dot_sent"));
    const reply = await channel.ask(".", budget.afterDotMilliseconds);
    if (reply.code < 200 || reply.code > 299) throw refused("DATA", reply);
    const end = connections.announce();
    mail.onAnswered?.();
    await confirm(channel, budget.commandMilliseconds)
      .then(() => connections.giveBack(lease))
      .finally(end);
    return { reply: reply.text, providerMessageId: readMessageId(reply.text) };
  } catch (error) {
    channel.fail(error instanceof Error ? error : new Error("the mail failed", { cause: error }));
    throw error instanceof SmtpError ? classifySmtpError(error, stage) : error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * Asks for one more reply before a 250 counts, because the 250 may be the late answer to something else: the real one then
 * takes the place of RSET's, which RSET can not have. Throws where the two contradict each other. No answer contradicts nothing.
 */
async function confirm(channel: SmtpChannel, milliseconds: number): Promise<void> {
  const contradicted = (code: number, said: string) =>
    new SmtpError(`the server took the mail, and then said: ${said}`, { code: "EPROTOCOL", unasked: code });
  const refusesMail = (code: number) => code >= 400 && code !== 421 && !(code >= 500 && code <= 504);
  const reply = await channel.ask("RSET", milliseconds).catch((error: unknown) => {
    if (error instanceof SmtpError && error.unasked !== undefined && refusesMail(error.unasked)) throw error;
    return null;
  });
  if (reply && refusesMail(reply.code)) throw contradicted(reply.code, reply.text);
  if (reply && reply.code !== 250) channel.fail(refused("RSET", reply));
}
