import { composeMail } from "#server/adapters/mail/compose-mail.ts";
import { readSender } from "#server/adapters/mail/read-sender.ts";
import { maskEmail, maskName } from "#server/contracts/email-address.ts";
import type { Ports, Receipt } from "#server/delivery/handlers/ports.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";

type PreviewMail = { from: string; to: string; subject: string; text: string; html: string; headers: string };
/** The mails and webhooks that a handler sent in a preview. */
export type PreviewOutput = { mails: PreviewMail[]; webhooks: unknown[] };

type PreviewContext = {
  tx: Queryable;
  env: Pick<Env, "MAIL_FROM" | "APP_URL" | "PORT">;
  signal: AbortSignal;
  /** Whether names and addresses from the database are masked for the reader. */
  masked: boolean;
};

const receipt: Receipt = { reply: "250 This was a preview, nothing was sent", providerMessageId: null };

/** The ports of a preview: they read by `tx`, and record mails and webhooks. None opens a connection of its own. */
export function createPreviewPorts({ tx, env, signal, masked }: PreviewContext): {
  ports: Ports;
  output: PreviewOutput;
} {
  const output: PreviewOutput = { mails: [], webhooks: [] };
  const shown = <Person extends { name: string; email: string }>(person: Person | null): Person | null =>
    person && masked ? { ...person, name: maskName(person.name), email: maskEmail(person.email) } : person;
  const effects: Pick<Ports, "mailer" | "webhooks"> = {
    mailer: {
      async send(mail, { idempotencyKey }) {
        signal.throwIfAborted();
        const bytes = composeMail(readSender(env.MAIL_FROM), mail, idempotencyKey).toString("utf8");
        const { subject, text, html } = mail;
        const to = `${mail.to.name} <${mail.to.address}>`.trim();
        const headers = bytes.slice(0, bytes.indexOf("\r\n\r\n")).replaceAll("\r\n", "\n");
        output.mails.push({ from: env.MAIL_FROM, to, subject, text, html, headers });
        return receipt;
      },
    },
    webhooks: {
      async post(body) {
        signal.throwIfAborted();
        output.webhooks.push(body);
        return receipt;
      },
    },
  };
  const modules = registeredModules().map(({ previewPorts }) => previewPorts?.({ env, queryable: tx, show: shown }));
  return { ports: Object.assign(effects, ...modules), output };
}
