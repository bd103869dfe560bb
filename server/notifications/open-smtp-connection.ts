import SMTPConnection from "nodemailer/lib/smtp-connection";
import { RetryableError } from "#server/handlers/outcomes.ts";
import { classifySmtpError } from "#server/notifications/classify-smtp-error.ts";
import type { SmtpServer } from "#server/notifications/read-smtp-url.ts";

const longestReplyBytes = 64 * 1024;

/** What a drain says to a mail that has not left yet. */
export const interrupted = () => new RetryableError("smtp_unavailable", "interrupted before sending");

/** Connects, secures the line and logs in, each step within the budget, all of them within six times of it. */
export function openSmtpConnection(
  server: SmtpServer,
  commandMilliseconds: number,
  signal: AbortSignal,
): Promise<SMTPConnection> {
  if (signal.aborted) return Promise.reject(interrupted());
  const { promise, resolve, reject } = Promise.withResolvers<SMTPConnection>();
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    connectionTimeout: commandMilliseconds,
    greetingTimeout: commandMilliseconds,
    dnsTimeout: commandMilliseconds,
    socketTimeout: commandMilliseconds,
    socketCloseTimeout: 0,
    maxResponseSize: longestReplyBytes,
    tls: { rejectUnauthorized: server.verifyCertificate },
  });

  const end = () => {
    clearTimeout(deadline);
    signal.removeEventListener("abort", onAbort);
  };
  const fail = (failure: Error) => {
    end();
    connection.close();
    reject(failure);
  };
  const onAbort = () => fail(interrupted());
  const onError = (error: Error) => fail(classifySmtpError(error, "session"));
  // The library's time-outs notice silence; this also ends a greeting that trickles.
  const deadline = setTimeout(() => onError(new Error("the greeting takes too long")), commandMilliseconds * 6);
  const ready = () => {
    end();
    connection.removeListener("error", onError);
    resolve(connection);
  };

  // For as long as it lives: an error that nobody listens to would end the process.
  connection.on("error", () => undefined);
  connection.on("error", onError);
  signal.addEventListener("abort", onAbort);
  connection.connect((error) => {
    if (error) return onError(error);
    if (!server.auth || !connection.allowsAuth) return ready();
    connection.login({ credentials: server.auth }, (refused) => (refused ? onError(refused) : ready()));
  });
  return promise;
}
