import { setImmediate as nextTurn } from "node:timers/promises";
import { composeMail } from "#server/adapters/mail/compose-mail.ts";
import { readSender } from "#server/adapters/mail/read-sender.ts";
import { keepSmtpConnections } from "#server/adapters/smtp/keep-smtp-connections.ts";
import { sendOverSmtp } from "#server/adapters/smtp/send-over-smtp.ts";
import { traceSend } from "#server/adapters/smtp/trace-send.ts";
import type { Mail, Mailer } from "#server/delivery/handlers/ports.ts";
import { readSmtpUrl } from "#server/platform/env/read-smtp-url.ts";

export type MailerOptions = {
  smtpUrl: string;
  /** `Name <address>`, as MAIL_FROM has it. */
  from: string;
  /** The time limit for connecting, the greeting and each command. */
  commandMilliseconds?: number;
  /** The time limit for the reply to the final dot. */
  afterDotMilliseconds?: number;
};

/** Creates a mailer. Each mail in flight has its own connection, so that a hanging one delays no other. */
export function createMailer(options: MailerOptions): Mailer {
  const sender = readSender(options.from);
  const budget = {
    commandMilliseconds: options.commandMilliseconds ?? 10_000,
    afterDotMilliseconds: options.afterDotMilliseconds ?? 120_000,
  };
  const server = readSmtpUrl(options.smtpUrl);
  const connections = keepSmtpConnections(server, budget.commandMilliseconds);
  const describe = () => ({
    name: "SMTP send",
    attributes: { "network.protocol.name": "smtp", "server.address": server.host, "server.port": server.port },
  });
  const compose = (mail: Mail, idempotencyKey: string) => composeMail(sender, mail, idempotencyKey);
  let composing: Promise<unknown> = Promise.resolve();
  return {
    /** One mail per turn of the event loop, so that replies of the server are read in between. */
    compose(mail, idempotencyKey) {
      const composed = composing.then(() => nextTurn()).then(() => compose(mail, idempotencyKey));
      composing = composed.catch(() => {});
      return composed;
    },
    async send(mail, { idempotencyKey, signal, beforeBody, beforeLastByte, composed, onAnswered }) {
      const message = composed ?? compose(mail, idempotencyKey);
      const envelope = { from: sender.address, to: mail.to.address };
      return traceSend(describe, () =>
        sendOverSmtp(connections, { ...envelope, message, beforeBody, beforeLastByte, onAnswered }, budget, signal),
      );
    },
  };
}
