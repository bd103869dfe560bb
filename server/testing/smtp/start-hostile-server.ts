import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { splitSmtpInput } from "#server/adapters/smtp/split-smtp-input.ts";
import type { Moment, ProtocolViolation } from "#server/testing/smtp/protocol-violations.ts";

/** The true outcome of one mail that was received in full. */
export type HostileEntry = { key: string; isRefused: boolean; reply: string };

const keyHeader = /^x-redeliver-idempotency-key: (.+)$/im;

/** Whether the server refuses the mail of this key with 554, as it does with one in five. */
const isRefusedKey = (key: string): boolean => (createHash("sha256").update(key).digest()[0] ?? 0) % 5 === 0;

/**
 * A mail server that records the true outcomes and replies as `violation` says. For tests and for `npm run prove -- attack`.
 */
export async function startHostileServer(violation: ProtocolViolation) {
  const ledger: HostileEntry[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    socket.setNoDelay(true);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    let isBody = false;
    let mails = 0;
    let answered = Promise.resolve();
    const answer = (moment: Moment, reply: string, thinkMilliseconds = 0) => {
      const mail = mails;
      answered = answered.then(async () => {
        if (thinkMilliseconds > 0) await delay(thinkMilliseconds);
        if (!socket.destroyed) await violation.answer({ moment, reply: `${reply}\r\n`, mail, socket });
      });
    };
    const onMail = (mail: string) => {
      isBody = false;
      const key = keyHeader.exec(mail)?.[1] ?? "unknown";
      const isRefused = isRefusedKey(key);
      const number = ledger.length + 1;
      const reply = isRefused ? `554 5.7.1 refused as R${number}` : `250 2.0.0 Ok: queued as M${number}`;
      ledger.push({ key, isRefused, reply });
      answer("dot", reply, violation.dotMilliseconds);
      mails += 1;
    };
    const onLine = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO")
        answer(
          "EHLO",
          ["250-hostile", ...(violation.extensions ?? []).map((name) => `250-${name}`), "250 HELP"].join("\r\n"),
        );
      else if (verb === "MAIL") answer("MAIL", "250 2.1.0 sender ok");
      else if (verb === "RCPT") answer("RCPT", "250 2.1.5 recipient ok");
      else if (verb === "RSET") answer("RSET", "250 2.0.0 flushed");
      else if (verb === "STAR") answer("STARTTLS", "220 2.0.0 go ahead");
      else if (verb === "DATA") {
        isBody = true;
        answer("DATA", "354 go on");
      } else if (verb === "QUIT") socket.end("221 bye\r\n");
      else answer("other", "500 5.5.1 unknown");
    };
    socket.on("data", splitSmtpInput({ isBody: () => isBody, onLine, onMail }));
    answer("greeting", "220 hostile ESMTP");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `smtp://127.0.0.1:${port}`, port, ledger, close, connections: () => connections };
}
