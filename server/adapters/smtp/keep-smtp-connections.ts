import { interrupted, openSmtpConnection, type SmtpConnection } from "#server/adapters/smtp/open-smtp-connection.ts";
import type { SmtpServer } from "#server/platform/env/read-smtp-url.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** A connection in use by one mail. `mails` counts the earlier ones. */
export type Lease = { connection: SmtpConnection; mails: number };

export type SmtpConnections = {
  /** A connection that is idle or about to be, else a new one. */
  take: (signal: AbortSignal) => Promise<Lease>;
  /** A new connection, even if one is idle. */
  open: (signal: AbortSignal) => Promise<Lease>;
  /** Announces a connection that is about to be returned or closed: other mails wait for it until the result is called. */
  announce: () => () => void;
  /** Returns a connection whose mail was accepted, if it is quiet. Others must be closed: their replies belong to that mail. */
  giveBack: (lease: Lease) => void;
};

// Well below the idle time-out of any server, and short enough not to occupy its slots.
const idleMilliseconds = 5_000;
const mailsPerConnection = 100;
/** After a protocol violation a server gets one connection per mail, so that no late reply can reach another mail. */
const distrustMilliseconds = 600_000;
const logger = logFor("smtp");

/**
 * A pool of connections, each for one mail at a time. With ten of them the local mail server took 294 mails/s, and 85 mails/s
 * with a new connection per mail, because its greeting takes 100 ms, as that of many servers.
 */
export function keepSmtpConnections(server: SmtpServer, commandMilliseconds: number): SmtpConnections {
  const idle: (Lease & { farewell: NodeJS.Timeout })[] = [];
  /** Mails that wait for an announced connection, at most one for each. */
  const takers: (() => void)[] = [];
  let announced = 0;
  let distrustedUntil = 0;

  const quit = ({ channel }: SmtpConnection) => {
    const end = () => channel.fail(new Error("the session is over"));
    channel.ask("QUIT", commandMilliseconds).then(end, end);
  };
  const onBreach = () => {
    if (Date.now() >= distrustedUntil) {
      logger.warn(
        { host: server.host },
        "the mail server violated the SMTP protocol: no connection is reused for 10 min",
      );
    }
    distrustedUntil = Date.now() + distrustMilliseconds;
    for (const { connection, farewell } of idle.splice(0)) {
      clearTimeout(farewell);
      quit(connection);
    }
  };
  const open = async (signal: AbortSignal): Promise<Lease> => ({
    connection: await openSmtpConnection(server, commandMilliseconds, signal, onBreach),
    mails: 0,
  });

  return {
    open,
    async take(signal) {
      for (;;) {
        if (signal.aborted) throw interrupted();
        const kept = idle.pop();
        if (kept) {
          const { connection, mails, farewell } = kept;
          clearTimeout(farewell);
          if (!connection.channel.isQuiet()) continue;
          connection.channel.hold(true);
          return { connection, mails };
        }
        if (announced <= takers.length) return open(signal);
        await new Promise<void>((resolve) => takers.push(resolve));
      }
    },
    announce() {
      announced += 1;
      return () => {
        announced -= 1;
        takers.shift()?.();
      };
    },
    giveBack({ connection, mails }) {
      // An idle connection must not keep the process alive.
      connection.channel.hold(false);
      if (mails + 1 >= mailsPerConnection || Date.now() < distrustedUntil || !connection.channel.isQuiet()) {
        quit(connection);
        return;
      }
      const farewell = setTimeout(() => {
        const position = idle.indexOf(kept);
        if (position >= 0) idle.splice(position, 1);
        quit(connection);
      }, idleMilliseconds).unref();
      const kept = { connection, mails: mails + 1, farewell };
      idle.push(kept);
    },
  };
}
