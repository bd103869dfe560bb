import { once } from "node:events";
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export type JournaledMail = { at: string; messageId: string; recipient: string };

type MailJournal = { port: number; stop: () => Promise<void> };

/**
 * Starts the independent mail server of fault proofs: it writes each mail to a file and syncs it before the 250. It refuses
 * `bounce+` addresses. Benchmarks count mails by `onMail` and skip the sync with `durable: false`.
 */
export async function startMailJournal(
  file: string,
  options: { durable?: boolean; onMail?: (mail: JournaledMail) => void } = {},
): Promise<MailJournal> {
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
          const mail: JournaledMail = { at, messageId, recipient: address };
          writeSync(journal, `${JSON.stringify(mail)}\n`);
          onMail?.(mail);
        }
        if (durable) fdatasyncSync(journal);
        callback(null, "2.0.0 Ok: stored");
      });
    },
  });
  server.on("error", () => {}); // Clients that the proof kills reset their connections.
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

/** Every mail that a journal server accepted, in that order. */
export const readJournal = (file: string): JournaledMail[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JournaledMail);
