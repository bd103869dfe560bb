import { once } from "node:events";
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type Witnessed = { at: string; messageId: string; recipient: string };

export type JournalSink = { port: number; stop: () => Promise<void> };

/**
 * The witness of fault proofs: an SMTP server on loopback that writes each mail to a file and syncs it before it says 250.
 * What it has taken is known whatever becomes of the database. Addresses that begin with `bounce+` are refused.
 * A measurement is told of each mail at its 250 (`onMail`), and need not be `durable`: a disk's sync is not the product's time.
 */
export async function startJournalSink(
  file: string,
  options: { durable?: boolean; onMail?: (mail: Witnessed) => void } = {},
): Promise<JournalSink> {
  const { durable = true, onMail } = options;
  const journal = openSync(file, "a");
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    maxClients: 500,
    closeTimeout: 1_000,
    onRcptTo({ address }, _session, callback) {
      const refusal = Object.assign(new Error("5.1.1 There is no such mailbox here"), { responseCode: 550 });
      callback(address.startsWith("bounce+") ? refusal : null);
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const messageId = /^message-id:\s*(<[^>\r\n]+>)/im.exec(Buffer.concat(chunks).toString("latin1"))?.[1] ?? "";
        const at = new Date().toISOString();
        for (const { address } of session.envelope.rcptTo) {
          const mail: Witnessed = { at, messageId, recipient: address };
          writeSync(journal, `${JSON.stringify(mail)}\n`);
          onMail?.(mail);
        }
        if (durable) fdatasyncSync(journal);
        callback(null, "2.0.0 Ok: written down");
      });
    },
  });
  server.on("error", () => {}); // A client that is killed resets its connection: that is what the proof is about.
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: (server.server.address() as AddressInfo).port,
    async stop() {
      await new Promise<void>((resolve) => server.close(resolve));
      closeSync(journal);
    },
  };
}

/** Every mail that a journal sink said 250 to, in that order. */
export const readJournal = (file: string): Witnessed[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Witnessed);
