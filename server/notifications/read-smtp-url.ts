import { isIP } from "node:net";

export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte (smtps). Otherwise STARTTLS is used where the server offers it. */
  secure: boolean;
  /** A password never leaves in clear for another machine: a stripped STARTTLS offer is then an error. */
  requireTls: boolean;
  verifyCertificate: boolean;
  auth: { user: string; pass: string } | undefined;
};

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/**
 * Reads an SMTP_URL. Certificates are verified, except on loopback, or where the URL says
 * `?tls.rejectUnauthorized=false` (nodemailer's own spelling).
 */
export function readSmtpUrl(smtpUrl: string): SmtpServer {
  const url = new URL(smtpUrl);
  const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, "$1") || "localhost";
  const secure = url.protocol === "smtps:";
  const loopback = isLoopback(host);
  return {
    host,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: url.username !== "" && !secure && !loopback,
    verifyCertificate: !loopback && url.searchParams.get("tls.rejectUnauthorized") !== "false",
    auth:
      url.username === ""
        ? undefined
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  };
}
