import { connect } from "node:net";
import { createReplyReader } from "#server/adapters/smtp/read-smtp-replies.ts";

/** As large as an order confirmation. */
const body = `${`${"x".repeat(70)}\r\n`.repeat(60)}.\r\n`;
const envelope = "MAIL FROM:<orders@redeliver.example>\r\nRCPT TO:<ada@example.com>\r\nDATA\r\n";

/**
 * The ceiling of a drain on this machine: a client with the same SMTP dialogue, no database, no queue and composed mails. Each
 * connection sends the next envelope at its 250.
 */
export function drainBare(port: number, connections: number, count: number): { close: () => void } {
  let left = count;
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect(port, "127.0.0.1").setNoDelay(true);
    const next = (before: string) => {
      left -= 1;
      if (left >= 0) socket.write(before + envelope);
    };
    const reader = createReplyReader(64 * 1024);
    socket.on("data", (chunk: Buffer) =>
      reader.read(chunk, ({ code, text }) => {
        if (code === 220) socket.write("EHLO bench\r\n");
        else if (code === 354) socket.write(body);
        else if (text.includes("PIPELINING")) next("");
        else if (text.includes("queued as")) next("RSET\r\n");
      }),
    );
    return socket;
  });
  return {
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
