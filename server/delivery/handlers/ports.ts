import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";

/** A composed mail: typed fields only, never a spread payload, because nodemailer reads files for some keys. */
export type Mail = {
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
};

/** The proof that the destination accepted it. */
export type Receipt = { reply: string; providerMessageId: string | null };

/** Runs before the last byte is sent. If it rejects, the effect must not happen, and the send fails with its error. */
export type BeforeLastByte = () => Promise<void>;

/** Sends one mail in one SMTP session. Throws PermanentError or RetryableError; `ambiguous` after the last byte. */
type SendOptions = {
  idempotencyKey: string;
  signal: AbortSignal;
  /** Runs while the server receives the envelope. No byte of the body is sent before it resolves. */
  beforeBody?: (() => Promise<void>) | undefined;
  beforeLastByte?: BeforeLastByte | undefined;
  /** The result of `compose` for this mail and key. */
  composed?: Buffer | undefined;
  /** Called after the server's reply, before the session is reset: the next mail may begin. */
  onAnswered?: (() => void) | undefined;
};
export type Mailer = {
  /** Composes the bytes of a mail. A caller may do this before its connection is free. A mailer with it supports `beforeBody`. */
  compose?(mail: Mail, idempotencyKey: string): Promise<Buffer>;
  send(mail: Mail, options: SendOptions): Promise<Receipt>;
};

type WebhookOptions = { webhookId: string; idempotencyKey: string; signal: AbortSignal };

/** Posts signed webhooks (Standard Webhooks 1.0) to one receiver. Throws PermanentError or RetryableError. */
export type WebhookClient = { post(body: unknown, options: WebhookOptions): Promise<Receipt> };

/** The same for every receiver that the modules declare: `to` is the name of one. */
export type Webhooks = { post(body: unknown, options: WebhookOptions & { to: string }): Promise<Receipt> };

/** A receiver of webhooks, and the key of its signatures. */
export type WebhookReceiver = { url: string; secret: string };

/** The side effects and reads of handlers. A module declares its own ports by merging this interface. Previews pass recording ports. */
export interface Ports {
  mailer: Mailer;
  webhooks: Webhooks;
}

/** The ports that modules declare. */
export type ModulePorts = Omit<Ports, "mailer" | "webhooks">;

/** Dependencies of the ports of a module. */
export type PortsWorld = { env: Env; queryable: Queryable };

/** `show` masks personal data for readers of the preview without the right to see it. */
export type PreviewWorld = {
  env: Pick<Env, "APP_URL" | "PORT">;
  queryable: Queryable;
  show: <Person extends { name: string; email: string }>(person: Person | null) => Person | null;
};
