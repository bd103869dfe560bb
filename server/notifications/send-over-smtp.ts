import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { crashPoint } from "#server/faults/crash-point.ts";
import { RetryableError } from "#server/handlers/outcomes.ts";
import type { BeforeLastByte, Receipt } from "#server/handlers/ports.ts";
import { classifySmtpError, type SmtpStage } from "#server/notifications/classify-smtp-error.ts";
import type { Lease, SmtpConnections } from "#server/notifications/keep-smtp-connections.ts";
import { interrupted } from "#server/notifications/open-smtp-connection.ts";

/** RFC 1047: a short wait after the dot makes duplicates, so that wait has a budget of its own. */
export type SmtpBudget = { commandMilliseconds: number; afterDotMilliseconds: number };

export type SmtpMail = {
  from: string;
  to: string;
  message: Buffer;
  beforeLastByte?: BeforeLastByte | undefined;
};

/** Sends one mail over a kept connection, or over a new one where the server has meanwhile closed the kept one. */
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
    // Not ambiguous: the server has not taken it, so the same mail may go out again at once.
    const closed = error instanceof RetryableError && error.code === "smtp_unavailable";
    if (!closed || lease.mails === 0 || signal.aborted) throw error;
    return transmit(connections, await connections.open(signal), mail, budget, signal);
  }
}

/**
 * `signal` drops the mail until its last byte is handed to the socket; from then on only the server's answer or the
 * budget ends it, and an end without an answer is ambiguous.
 */
function transmit(
  connections: SmtpConnections,
  lease: Lease,
  mail: SmtpMail,
  budget: SmtpBudget,
  signal: AbortSignal,
): Promise<Receipt> {
  const { connection } = lease;
  const { promise, resolve, reject } = Promise.withResolvers<Receipt>();
  let stage: SmtpStage = "envelope";
  const body = Readable.from(bodyOf(mail), { objectMode: false });

  const end = () => {
    clearTimeout(deadline);
    signal.removeEventListener("abort", onAbort);
  };
  const fail = (failure: Error) => {
    end();
    // A body that is destroyed does not end, so no dot follows, whatever it is waiting for.
    body.destroy();
    connection.close();
    reject(failure);
  };
  const onAbort = () => {
    if (stage !== "sent") fail(interrupted());
  };
  const expire = (message: string) => () => fail(classifySmtpError(new Error(message), stage));
  // The socket's time-out notices silence after a command; this also ends a conversation that trickles.
  let deadline = setTimeout(expire("the conversation takes too long"), budget.commandMilliseconds * 6);

  body.once("error", fail);
  // Runs before nodemailer writes the final dot: whatever fails from here on may have been delivered.
  body.once("end", () => {
    stage = "sent";
    setImmediate(() => crashPoint("worker.dot_sent"));
    clearTimeout(deadline);
    withoutTimeout(connection);
    const seconds = budget.afterDotMilliseconds / 1_000;
    deadline = setTimeout(expire(`no reply within ${seconds} s`), budget.afterDotMilliseconds);
  });

  signal.addEventListener("abort", onAbort);
  const envelope = { from: mail.from, to: [mail.to], size: mail.message.length };
  connection.send(envelope, body, (error, info) => {
    if (error) return fail(classifySmtpError(error, stage));
    end();
    connections.giveBack(lease);
    resolve({ reply: info.response, providerMessageId: info.serverMessageId ?? queueId(info.response) });
  });
  return promise;
}

async function* bodyOf(mail: SmtpMail) {
  yield mail.message;
  await mail.beforeLastByte?.();
}

function withoutTimeout(connection: SMTPConnection): void {
  if (connection._socket) connection._socket.setTimeout(0);
}

const queueId = (reply: string): string | null => /\bqueued as <?([^\s<>]+)/i.exec(reply)?.[1] ?? null;
