import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { parseFailureScenario } from "#server/adapters/local-mail-server/parse-failure-scenario.ts";
import { takeMail } from "#server/adapters/local-mail-server/take-mail.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

export type LocalMailServerOptions = {
  db: Queryable;
  /** 0 is any free port. */
  port: number;
  /** The delay of the reply to `hang+…`. */
  hangMilliseconds?: number;
  /** The time that stop() waits for mails whose final dot was received. */
  drainMilliseconds?: number;
};

export type LocalMailServer = { port: number; stop: () => Promise<void> };

const maxMailBytes = 1_048_576;
const logger = logFor("local-mail-server");

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/**
 * Starts the local mail server (the process `sink`): an SMTP server on loopback that stores each mail before its 250. The
 * recipient's local part can choose a failure (parse-failure-scenario.ts), which is a real one on the wire.
 */
export async function startLocalMailServer(options: LocalMailServerOptions): Promise<LocalMailServer> {
  const stopping = new AbortController();
  const pastTheDot = new Set<string>();

  const connectionOf = (session: SMTPServerSession) =>
    [...server.connections].find((connection) => connection.id === session.id);
  const silence = () =>
    delay(options.hangMilliseconds ?? 60_000, undefined, { signal: stopping.signal }).catch(() => undefined);

  /** The reply to a complete mail. Throws a refusal. Undefined where no reply may follow. */
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
    name: "mail.redeliver.example",
    banner: "Redeliver local mail server",
    size: maxMailBytes,
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS", "WIZ", "SHELL", "KILL"],
    disableReverseLookup: true,
    maxAllowedUnauthenticatedCommands: false,
    maxClients: 500,
    maxRecipients: 100,
    closeTimeout: options.drainMilliseconds ?? 5_000,
    onRcptTo({ address }, _session, callback) {
      const scenario = parseFailureScenario(address);
      if (scenario.kind === "bounce") callback(refusal(550, "5.1.1 There is no such mailbox here"));
      else if (scenario.kind === "say") callback(refusal(550, `5.7.1 ${scenario.text}`));
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
          if (stopping.signal.aborted) connectionOf(session)?.send(421, "4.3.2 The mail server is stopping");
        });
    },
  });
  server.on("error", (error) => logger.debug({ err: error }, "a connection to the local mail server broke"));
  server.listen(options.port, "127.0.0.1");
  await once(server.server, "listening");

  return {
    port: (server.server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      stopping.abort();
      for (const connection of server.connections) {
        if (!pastTheDot.has(connection.id)) connection.send(421, "4.3.2 The mail server is stopping");
      }
      await closed;
    },
  };
}

/** The whole mail, or its part within the size limit: the rest is read and dropped, so that the client gets the refusal. */
async function readMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The reply to a mail that failed. A client that disconnected during its mail is logged at debug only. */
function asRefusal(error: unknown, complete: boolean): Error {
  if (error instanceof Error && "responseCode" in error) return error;
  if (complete) logger.warn({ err: error }, "a mail could not be stored");
  else logger.debug({ err: error }, "a client disconnected during its mail");
  return refusal(451, "4.3.0 The mail could not be stored, try again later");
}
