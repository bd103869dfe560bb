import { connect, isIP } from "node:net";
import { hostname } from "node:os";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { classifySmtpError } from "#server/adapters/smtp/classify-smtp-error.ts";
import { logInOverSmtp } from "#server/adapters/smtp/log-in-over-smtp.ts";
import { readExtensions, type SmtpExtensions } from "#server/adapters/smtp/read-extensions.ts";
import { createSmtpChannel, type SmtpChannel } from "#server/adapters/smtp/smtp-channel.ts";
import { refused, SmtpError } from "#server/adapters/smtp/smtp-error.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { SmtpServer } from "#server/platform/env/read-smtp-url.ts";

/** A session that is ready for MAIL FROM. */
export type SmtpConnection = { channel: SmtpChannel; extensions: SmtpExtensions };

/** The error of a mail that was not sent because of a drain. */
export const interrupted = () => new RetryableError("smtp_unavailable", "interrupted before sending");

/** Connects, starts TLS and logs in. Each step has the time limit, all of them together six times as long. */
export async function openSmtpConnection(
  server: SmtpServer,
  commandMilliseconds: number,
  signal: AbortSignal,
  onBreach: () => void,
): Promise<SmtpConnection> {
  if (signal.aborted) throw interrupted();
  const { host, port, secure } = server;
  // The addresses of a host are tried one after the other; Node's default of 250 ms is too short for a distant server.
  const patience = { autoSelectFamilyAttemptTimeout: Math.max(10, Math.ceil(commandMilliseconds / 4)) };
  const socket = secure ? connectTls({ ...tlsOptionsOf(server), ...patience }) : connect({ host, port, ...patience });
  let channel = createSmtpChannel(socket, onBreach);
  const onAbort = () => channel.fail(interrupted());
  // Each step has a time limit; this also ends a session of many slow steps.
  const deadline = setTimeout(
    () => channel.fail(new SmtpError("the greeting takes too long", { code: "ETIMEDOUT" })),
    commandMilliseconds * 6,
  );
  signal.addEventListener("abort", onAbort);
  try {
    socket.setNoDelay(true).setKeepAlive(true, 30_000);
    const greeting = await channel.greeting(commandMilliseconds);
    if (greeting.code !== 220) throw refused("CONN", greeting);
    let extensions = await sayHello(channel, server.requireTls, commandMilliseconds);
    if (server.requireTls && !extensions.startTls) throw new SmtpError("it offers no STARTTLS", { code: "ETLS" });
    if (!server.secure && extensions.startTls) {
      const answer = await channel.ask("STARTTLS", commandMilliseconds);
      if (answer.code !== 220) throw refused("STARTTLS", answer);
      // Only from a quiet channel: a byte from before TLS must not be read as part of the secure session (CVE-2011-0411).
      const secured = connectTls({ ...tlsOptionsOf(server), socket: channel.release() });
      channel = createSmtpChannel(secured, onBreach);
      await untilSecure(channel, secured, commandMilliseconds);
      extensions = await sayHello(channel, true, commandMilliseconds);
    }
    if (server.auth && extensions.auth) {
      await logInOverSmtp(channel, server.auth, extensions.auth, commandMilliseconds);
    }
    return { channel, extensions };
  } catch (error) {
    channel.fail(asError(error));
    if (signal.aborted) throw interrupted();
    throw error instanceof RetryableError ? error : classifySmtpError(asError(error), "session");
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", onAbort);
  }
}

/** Sends EHLO, or HELO to a server that does not know it, which cannot offer what is `needed`. */
async function sayHello(channel: SmtpChannel, needed: boolean, milliseconds: number): Promise<SmtpExtensions> {
  const name = ownName();
  const ehlo = await channel.ask(`EHLO ${name}`, milliseconds);
  if (ehlo.code === 250) return readExtensions(ehlo.text);
  if (needed || ehlo.code < 500) throw refused("EHLO", ehlo);
  const helo = await channel.ask(`HELO ${name}`, milliseconds);
  if (helo.code !== 250) throw refused("HELO", helo);
  return { ...readExtensions(""), auth: [] };
}

/** Waits for the TLS handshake. Rejects when it fails or takes too long. */
function untilSecure(channel: SmtpChannel, socket: TLSSocket, milliseconds: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = () => channel.fail(new SmtpError("the TLS handshake takes too long", { code: "ETIMEDOUT" }));
  const timer = setTimeout(late, milliseconds);
  socket.once("secureConnect", resolve);
  socket.once("error", (cause) => reject(new SmtpError(`TLS failed: ${cause.message}`, { code: "ETLS", cause })));
  socket.once("close", () => reject(new SmtpError("the connection was closed during TLS", { code: "ETLS" })));
  return promise.finally(() => clearTimeout(timer));
}

const tlsOptionsOf = ({ host, port, verifyCertificate }: SmtpServer) => ({
  host,
  port,
  // An IP address is no server name, but the certificate is checked against it.
  ...(isIP(host) === 0 ? { servername: host } : {}),
  rejectUnauthorized: verifyCertificate,
});

/** RFC 5321, 4.1.3: a host without a full name sends its address. */
function ownName(): string {
  const name = hostname();
  return /^[\w-]+(\.[\w-]+)+$/.test(name) && isIP(name) === 0 ? name : "[127.0.0.1]";
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
