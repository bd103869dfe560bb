import { isLoopback } from "#server/platform/is-loopback.ts";

export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte (smtps). Otherwise STARTTLS is used where the server offers it. */
  secure: boolean;
  /** Whether TLS is required: for another machine, unless the URL contains tls=off. Without STARTTLS the send fails. */
  requireTls: boolean;
  verifyCertificate: boolean;
  auth: { user: string; pass: string } | undefined;
};

/** The fault of an SMTP_URL, or null. */
export function findSmtpFault(smtpUrl: string): string | null {
  const url = new URL(smtpUrl);
  const tls = url.searchParams.get("tls");
  if (tls === null) return null;
  if (tls !== "off") return "accepts only tls=off. Use smtps: for TLS from the first byte";
  if (url.protocol === "smtps:") return "must not contain tls=off with smtps:, which requires TLS";
  if (url.username === "" || isLoopback(hostOf(url))) return null;
  return "must not contain tls=off with a user name: passwords are not sent unencrypted to another machine";
}

const hostOf = (url: URL): string => decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, "$1") || "localhost";

/**
 * Parses an SMTP_URL. Another machine requires TLS, by STARTTLS or smtps, unless the URL contains `?tls=off`. Certificates are
 * verified except on loopback, or with `?tls.rejectUnauthorized=false` (nodemailer's spelling).
 */
export function readSmtpUrl(smtpUrl: string): SmtpServer {
  const url = new URL(smtpUrl);
  const host = hostOf(url);
  const secure = url.protocol === "smtps:";
  const loopback = isLoopback(host);
  return {
    host,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: !secure && !loopback && url.searchParams.get("tls") !== "off",
    verifyCertificate: !loopback && url.searchParams.get("tls.rejectUnauthorized") !== "false",
    auth:
      url.username === ""
        ? undefined
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  };
}
