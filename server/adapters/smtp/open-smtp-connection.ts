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

/** A session that may name a sender. */
export type SmtpConnection = { channel: SmtpChannel; extensions: SmtpExtensions };

/** What a drain says to a mail that has not left yet. */
export const interrupted = () => new RetryableError("smtp_unavailable", "interrupted before sending");

/** Connects, secures the line and logs in, each step within the budget, all of them within six times of it. */
export async function openSmtpConnection(
  server: SmtpServer,
  commandMilliseconds: number,
  signal: AbortSignal,
  onBreach: () => void,
): Promise<SmtpConnection> {
  if (signal.aborted) throw interrupted();
  const { host, port, secure } = server;
  // A host of several addresses is tried at each in turn; Node's own 250 ms are too short for a server far away.
  const patience = { autoSelectFamilyAttemptTimeout: Math.max(10, Math.ceil(commandMilliseconds / 4)) };
  const socket = secure ? connectTls({ ...tlsOptionsOf(server), ...patience }) : connect({ host, port, ...patience });
  let channel = createSmtpChannel(socket, onBreach);
  const onAbort = () => channel.fail(interrupted());
  // Each step has a budget; this also ends a session of many slow steps.
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
      // Only from a quiet channel: a byte that came before TLS must not be read as if it came through it (CVE-2011-0411).
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

/** EHLO, and HELO for a server that does not know it; such a server can not offer what is `needed`. */
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
  // An address has no name to ask for; the certificate is held against it all the same.
  ...(isIP(host) === 0 ? { servername: host } : {}),
  rejectUnauthorized: verifyCertificate,
});

/** RFC 5321, 4.1.3: a host without a full name gives an address. */
function ownName(): string {
  const name = hostname();
  return /^[\w-]+(\.[\w-]+)+$/.test(name) && isIP(name) === 0 ? name : "[127.0.0.1]";
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
