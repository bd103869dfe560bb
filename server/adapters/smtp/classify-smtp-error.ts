import type { SmtpErrorDetails } from "#server/adapters/smtp/smtp-error.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";

/**
 * The stage of a send: `session` until the server accepts a sender, `envelope` until the message is written, `sent` after its
 * last byte was given to the socket. From `sent` on, a missing reply is ambiguous.
 */
export type SmtpStage = "session" | "envelope" | "sent";

const longestReply = 1_000;
// RFC 3463, 5.1.x: the recipient's address is wrong (5.1.7 and 5.1.8: the sender's).
const aboutTheRecipient = /^5\d\d[ -]5\.1\.(?:[0-6]|10)\b/;
// "Bad sequence of commands" is a fault of the session, not of the mail.
const badSequence = 503;

/** Classifies the error that ended a send: permanent, retryable, or retryable and ambiguous. */
export function classifySmtpError(error: Error & SmtpErrorDetails, stage: SmtpStage): PermanentError | RetryableError {
  const answer = error.responseCode !== undefined && error.responseCode >= 400 ? error.responseCode : undefined;
  const reply = error.response?.slice(0, longestReply);
  const details = reply === undefined ? { cause: error } : { cause: error, reply };
  const said = reply ?? error.message;

  if (error.code === "ETLS" && stage === "session") {
    const message = `no TLS with the mail server, which SMTP_URL requires unless it says tls=off: ${said}`;
    return new RetryableError("smtp_unavailable", message, details);
  }
  if (answer === undefined) {
    if (stage === "sent") {
      return new RetryableError("delivery_unknown", `the mail is out, but no answer came: ${said}`, {
        ...details,
        ambiguous: true,
      });
    }
    if (error.command === "API" && error.code === "EENVELOPE") {
      return new PermanentError("recipient_rejected", `the address cannot be sent to: ${said}`, details);
    }
    if (error.code === "EMESSAGE") {
      return new PermanentError("message_rejected", `the mail server would refuse the mail: ${said}`, details);
    }
    if (error.code === "EPROTOCOL") {
      return new RetryableError("smtp_unavailable", `the mail server violated the SMTP protocol: ${said}`, details);
    }
    return new RetryableError("smtp_unavailable", `the mail server cannot be reached: ${said}`, details);
  }
  if (answer === 421) return new RetryableError("smtp_unavailable", `the mail server is closing: ${said}`, details);
  if (answer < 500 || answer === badSequence) {
    return new RetryableError("smtp_deferred", `the mail server says later: ${said}`, details);
  }
  // A refused login or greeting concerns our account or address, and would dead-letter every mail.
  if (stage === "session") {
    return new RetryableError("smtp_unavailable", `the mail server refuses the session: ${said}`, details);
  }
  if (error.command === "RCPT TO" || (error.command === "DATA" && aboutTheRecipient.test(said))) {
    return new PermanentError("recipient_rejected", `the mail server refuses the recipient: ${said}`, details);
  }
  return new PermanentError("message_rejected", `the mail server refuses the mail: ${said}`, details);
}
