import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { openSmtpConnection } from "#server/notifications/open-smtp-connection.ts";
import type { SmtpServer } from "#server/notifications/read-smtp-url.ts";

/** A connection in the hands of one mail. `mails` counts those it carried before. */
export type Lease = { connection: SMTPConnection; mails: number };

export type SmtpConnections = {
  /** One that is open and idle, else a new one. */
  take: (signal: AbortSignal) => Promise<Lease>;
  /** A new one, whatever is idle. */
  open: (signal: AbortSignal) => Promise<Lease>;
  /** Puts one back whose mail was accepted. Any other must be closed: what it still has to say belongs to that mail. */
  giveBack: (lease: Lease) => void;
};

// Well below the idle time-out of any server, and gone soon enough not to hold its slots.
const idleMilliseconds = 5_000;
const mailsPerConnection = 100;

/**
 * Connections that carry one mail at a time and are kept for the next. Ten at once made 85 mails/s into the local sink
 * with a connection per mail, because its greeting takes 100 ms as many servers' does, and 294 with kept ones.
 */
export function keepSmtpConnections(server: SmtpServer, commandMilliseconds: number): SmtpConnections {
  const idle: (Lease & { farewell: NodeJS.Timeout })[] = [];

  const open = async (signal: AbortSignal): Promise<Lease> => ({
    connection: await openSmtpConnection(server, commandMilliseconds, signal),
    mails: 0,
  });

  return {
    open,
    async take(signal) {
      for (let kept = idle.pop(); kept; kept = idle.pop()) {
        const { connection, mails, farewell } = kept;
        clearTimeout(farewell);
        if (signal.aborted || connection.destroyed || !connection._socket || connection._socket.destroyed) continue;
        connection._socket.ref();
        connection._socket.setTimeout(commandMilliseconds);
        return { connection, mails };
      }
      return open(signal);
    },
    giveBack({ connection, mails }) {
      const socket = connection._socket;
      if (!socket || mails + 1 >= mailsPerConnection) {
        connection.quit();
        return;
      }
      // An idle connection must not keep a process alive that has nothing else to do.
      socket.unref();
      socket.setTimeout(0);
      const farewell = setTimeout(() => {
        const position = idle.indexOf(kept);
        if (position >= 0) idle.splice(position, 1);
        socket.setTimeout(commandMilliseconds);
        connection.quit();
      }, idleMilliseconds).unref();
      const kept = { connection, mails: mails + 1, farewell };
      idle.push(kept);
    },
  };
}
