import { randomUUID } from "node:crypto";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { ProtocolViolation } from "#server/testing/smtp/protocol-violations.ts";
import { type HostileEntry, startHostileServer } from "#server/testing/smtp/start-hostile-server.ts";

const to = { name: "Ada Lovelace", address: "ada@example.com" };
const mail = { to, subject: "Order confirmed", html: "<p>Hello</p>", text: "Hello" };
const mails = 60;
const concurrency = 4;
const mostAttempts = 4;

export type SendRecord = { key: string; outcome: "delivered" | "refused" | "given up"; reply: string | null };

/** Sends as a worker does: a few mails concurrently, and again those that were not settled. */
async function sendAll(url: string): Promise<SendRecord[]> {
  const mailer = createMailer({ smtpUrl: url, from: "orders@redeliver.example", afterDotMilliseconds: 2_000 });
  const { signal } = new AbortController();
  const keys = Array.from({ length: mails }, () => randomUUID());
  const open = [...keys];
  const records: SendRecord[] = [];
  const attempt = async (key: string): Promise<SendRecord> => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        const { reply } = await mailer.send(mail, { idempotencyKey: key, signal });
        return { key, outcome: "delivered", reply };
      } catch (error) {
        if (error instanceof PermanentError) return { key, outcome: "refused", reply: error.reply ?? null };
        if (!(error instanceof RetryableError)) throw error;
        if (attempts === mostAttempts) return { key, outcome: "given up", reply: null };
      }
    }
  };
  const slot = async () => {
    for (let key = open.shift(); key !== undefined; key = open.shift()) records.push(await attempt(key));
  };
  await Promise.all(Array.from({ length: concurrency }, slot));
  return records;
}

export type HostileVerdict = {
  refusedButDelivered: number;
  deliveredButRefused: number;
  /** Recorded with a reply that the server did not give to this mail's final dot. */
  withAnotherReply: number;
  furtherCopies: number;
};

/** Compares what was recorded with the server's own ledger. */
export function judgeRecords(records: readonly SendRecord[], ledger: readonly HostileEntry[]): HostileVerdict {
  const entriesOf = (key: string) => ledger.filter((entry) => entry.key === key);
  const wasSaid = ({ key, reply }: SendRecord) => entriesOf(key).some((entry) => reply?.endsWith(entry.reply.slice(4)));
  const accepted = records.map(({ key }) => entriesOf(key).filter(({ isRefused }) => !isRefused).length);
  return {
    refusedButDelivered: records.filter(
      ({ key, outcome }) => outcome === "delivered" && entriesOf(key).every(({ isRefused }) => isRefused),
    ).length,
    deliveredButRefused: records.filter(
      ({ key, outcome }) => outcome === "refused" && !entriesOf(key).some(({ isRefused }) => isRefused),
    ).length,
    withAnotherReply: records.filter((record) => record.outcome !== "given up" && !wasSaid(record)).length,
    furtherCopies: accepted.reduce((sum, copies) => sum + Math.max(0, copies - 1), 0),
  };
}

/** Sends 60 mails to a server with this violation, and compares what was recorded with what the server did. */
export async function tryHostileServer(violation: ProtocolViolation): Promise<HostileVerdict> {
  const server = await startHostileServer(violation);
  try {
    return judgeRecords(await sendAll(server.url), server.ledger);
  } finally {
    await server.close();
  }
}
