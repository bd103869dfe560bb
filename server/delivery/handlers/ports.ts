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

export type CustomerDirectory = {
  /** The customer, or null where there is none of that id. */
  find(customerId: string): Promise<{ id: string; name: string; email: string } | null>;
};

export type AccountDirectory = {
  /** Somebody whose account is not switched off, or null. */
  find(userId: string): Promise<{ name: string; email: string } | null>;
  /** A new link by which that person chooses a password. Every try of a mail has its own: only its hash is stored. */
  linkFor(userId: string, purpose: "invitation" | "reset"): Promise<string>;
};

export type OrderLinks = {
  /** The order's page, with the secret by which its customer may cancel behind the #. */
  cancelLink(orderId: string): Promise<string>;
};

/** All that a handler may touch of the world. A preview passes recording ones. */
export type Ports = {
  mailer: Mailer;
  webhooks: WebhookClient;
  customers: CustomerDirectory;
  accounts: AccountDirectory;
  orders: OrderLinks;
};
