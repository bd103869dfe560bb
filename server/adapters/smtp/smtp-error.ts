import type { SmtpReply } from "#server/adapters/smtp/read-smtp-replies.ts";

/** The input of classify-smtp-error.ts: a reply and its command, or the reason for a missing reply. */
export type SmtpErrorDetails = {
  /** `ETIMEDOUT`, `ECONNECTION`, `ETLS`, or `EPROTOCOL` for a violation of the protocol. */
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
  /** The code of an unexpected reply. */
  unasked?: number | undefined;
};

export class SmtpError extends Error implements SmtpErrorDetails {
  declare readonly code?: string;
  declare readonly command?: string;
  declare readonly response?: string;
  declare readonly responseCode?: number;
  declare readonly unasked?: number | undefined;

  constructor(message: string, { cause, ...details }: SmtpErrorDetails & { cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, details);
  }
}

/** The error of a reply that refuses a command, or that the command cannot have. */
export const refused = (command: string, { code, text }: SmtpReply): SmtpError =>
  new SmtpError(`${command} was answered: ${text.slice(0, 1_000)}`, {
    ...(code < 400 ? { code: "EPROTOCOL" } : {}),
    command,
    response: text,
    responseCode: code,
  });
