import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";

/** A mail as a template makes it: typed fields only, never a spread payload (nodemailer reads files for some keys). */
export type Mail = {
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
};

/** The proof that the other side took it. */
export type Receipt = { reply: string; providerMessageId: string | null };

/** Runs before the last byte leaves. When it rejects, the effect must not happen, and the send fails with its error. */
export type BeforeLastByte = () => Promise<void>;

/** Sends one mail in one SMTP conversation. Throws PermanentError or RetryableError; `ambiguous` once the last byte is out. */
export type SendOptions = {
  idempotencyKey: string;
  signal: AbortSignal;
  beforeLastByte?: BeforeLastByte | undefined;
  /** The result of `compose` for this mail and key. */
  composed?: Buffer | undefined;
  /** Called after the server's reply, before the session is reset: the next mail may begin. */
  onAnswered?: (() => void) | undefined;
};
export type Mailer = {
  /** Composes the bytes of a mail. A caller may do this before its connection is free. */
  compose?(mail: Mail, idempotencyKey: string): Promise<Buffer>;
  send(mail: Mail, options: SendOptions): Promise<Receipt>;
};

/** Posts one signed webhook (Standard Webhooks 1.0). Throws PermanentError or RetryableError. */
export type WebhookClient = {
  post(body: unknown, options: { webhookId: string; idempotencyKey: string; signal: AbortSignal }): Promise<Receipt>;
};

/** All that a handler may touch of the world. A module declares its own ports by merging this interface. A preview passes recording ones. */
export interface Ports {
  mailer: Mailer;
  webhooks: WebhookClient;
}

/** The ports that modules declare. */
export type ModulePorts = Omit<Ports, "mailer" | "webhooks">;

/** What the ports of a module are made of. */
export type PortsWorld = { env: Env; queryable: Queryable };

/** `show` masks a person for the reader of the preview, where that is needed. */
export type PreviewWorld = {
  env: Pick<Env, "APP_URL" | "PORT">;
  queryable: Queryable;
  show: <Person extends { name: string; email: string }>(person: Person | null) => Person | null;
};
