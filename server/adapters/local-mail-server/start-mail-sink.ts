import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { parseFailureScenario } from "#server/adapters/local-mail-server/parse-failure-scenario.ts";
import { takeMail } from "#server/adapters/local-mail-server/take-mail.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

export type MailSinkOptions = {
  db: Queryable;
  /** 0 takes any free port. */
  port: number;
  /** How long `hang+…` is silent. */
  hangMilliseconds?: number;
  /** How long stop() waits for mails whose final dot has come. */
  drainMilliseconds?: number;
};

export type MailSink = { port: number; stop: () => Promise<void> };

const maxMailBytes = 1_048_576;
const logger = logFor("mail-sink");

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/**
 * A real SMTP server on loopback that keeps what it accepts, before it says so. The recipient's local part can make it
 * fail on purpose (read-trick.ts), and every such failure is one on the wire.
 */
export async function startMailSink(options: MailSinkOptions): Promise<MailSink> {
  const stopping = new AbortController();
  const pastTheDot = new Set<string>();

  const connectionOf = (session: SMTPServerSession) =>
    [...server.connections].find((connection) => connection.id === session.id);
  const silence = () =>
    delay(options.hangMilliseconds ?? 60_000, undefined, { signal: stopping.signal }).catch(() => undefined);

  /** The reply to a mail that has come in full. Throws a refusal; undefined where no reply may follow. */
  async function answer(session: SMTPServerSession, stream: SMTPServerDataStream): Promise<string | undefined> {
    const raw = await readMail(stream);
    pastTheDot.add(session.id);
    if (stream.sizeExceeded) throw refusal(552, `5.3.4 A mail may have at most ${maxMailBytes} bytes`);
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = {
      sender: mailFrom === false ? "" : mailFrom.address,
      recipients: rcptTo.map(({ address }) => address),
    };
    const verdict = await takeMail(options.db, envelope, raw, silence);
    if (verdict.kind === "busy") throw refusal(451, "4.3.2 The mailbox is busy, try again later");
    if (verdict.kind === "accepted") return `2.0.0 Ok: queued as ${verdict.id}`;
    connectionOf(session)?._socket.destroy();
    return undefined;
  }

  const server = new SMTPServer({
    name: "sink.redeliver.example",
    banner: "Redeliver mail sink",
    size: maxMailBytes,
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS", "WIZ", "SHELL", "KILL"],
    disableReverseLookup: true,
    maxAllowedUnauthenticatedCommands: false,
    maxClients: 500,
    maxRecipients: 100,
    closeTimeout: options.drainMilliseconds ?? 5_000,
    onRcptTo({ address }, _session, callback) {
      const trick = parseFailureScenario(address);
      if (trick.kind === "bounce") callback(refusal(550, "5.1.1 There is no such mailbox here"));
      else if (trick.kind === "say") callback(refusal(550, `5.7.1 ${trick.words}`));
      else callback(null);
    },
    onData(stream, session, callback) {
      answer(session, stream)
        .then(
          (reply) => {
            if (reply !== undefined) callback(null, reply);
          },
          (error: unknown) => callback(asRefusal(error, pastTheDot.has(session.id))),
        )
        .finally(() => {
          pastTheDot.delete(session.id);
          if (stopping.signal.aborted) connectionOf(session)?.send(421, "4.3.2 The sink is stopping");
        });
    },
  });
  server.on("error", (error) => logger.debug({ err: error }, "a connection to the mail sink broke"));
  server.listen(options.port, "127.0.0.1");
  await once(server.server, "listening");

  return {
    port: (server.server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      stopping.abort();
      for (const connection of server.connections) {
        if (!pastTheDot.has(connection.id)) connection.send(421, "4.3.2 The sink is stopping");
      }
      await closed;
    },
  };
}

/** The whole mail, or what there is room for: the rest is read and forgotten, so that the client hears the refusal. */
async function readMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What to say when no verdict was reached. A client that left in the middle of its mail is no fault of ours. */
function asRefusal(error: unknown, complete: boolean): Error {
  if (error instanceof Error && "responseCode" in error) return error;
  if (complete) logger.warn({ err: error }, "a mail could not be kept");
  else logger.debug({ err: error }, "a client left in the middle of its mail");
  return refusal(451, "4.3.0 The mail could not be kept, try again later");
}
