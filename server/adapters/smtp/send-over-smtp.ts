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

/** The time limits of a send. A short wait after the dot causes duplicates (RFC 1047), so it has its own limit. */
type SmtpBudget = { commandMilliseconds: number; afterDotMilliseconds: number };

type SmtpMail = {
  from: string;
  to: string;
  message: Buffer;
  beforeBody?: (() => Promise<void>) | undefined;
  beforeLastByte?: BeforeLastByte | undefined;
  onAnswered?: (() => void) | undefined;
};

/** Sends one mail over an idle connection, or over a new one where the idle one is no longer usable. */
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
    if (lease.mails === 0 || signal.aborted || !isSessionFailure(error)) throw error;
    return transmit(connections, await connections.open(signal), mail, budget, signal);
  }
}

/**
 * Whether the mail can be sent again at once on a new connection, because its failure is not ambiguous: the connection was lost,
 * or MAIL FROM was refused, on a reused connection perhaps by a limit of mails per session.
 */
function isSessionFailure(error: unknown): boolean {
  if (!(error instanceof RetryableError || error instanceof PermanentError)) return false;
  return error.code === "smtp_unavailable" || (error.cause instanceof SmtpError && error.cause.command === "MAIL FROM");
}

/**
 * Sends a mail over one connection. `signal` stops it until its last byte is given to the socket. After that only the reply or the
 * time limit ends it, and an end without a reply is ambiguous.
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
    // A rejection closes the connection: a server discards a mail without a final dot.
    await mail.beforeBody?.();
    await channel.write(stuffDots(mail.message), budget.commandMilliseconds * 6);
    await mail.beforeLastByte?.();
    // A reply before the final dot is a protocol violation: nothing more may be sent.
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
 * Confirms a 250 by the reply to RSET, because the 250 may be the late reply to another command. The real reply then arrives as
 * that to RSET. Throws where it refuses the mail; no reply at all leaves the 250 valid.
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
