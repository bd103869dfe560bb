import { randomUUID } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { PermanentError, RetryableError } from "#server/handlers/outcomes.ts";
import { hostileTricks } from "#server/notifications/hostile-tricks.ts";
import { createMailer } from "#server/notifications/mailer.ts";
import { type HostileEntry, startHostileServer } from "#server/notifications/start-hostile-server.ts";

const to = { name: "Ada Lovelace", address: "ada@example.com" };
const mail = { to, subject: "Order confirmed", html: "<p>Hello</p>", text: "Hello" };
const mails = 60;
const concurrency = 4;
const mostAttempts = 4;

type Record = { key: string; outcome: "delivered" | "refused" | "given up"; reply: string | null };

/** Sends as a worker does: a few at once, and again whatever was not settled. */
async function sendAll(url: string): Promise<Record[]> {
  const mailer = createMailer({ smtpUrl: url, from: "orders@redeliver.example", afterDotMilliseconds: 2_000 });
  const { signal } = new AbortController();
  const keys = Array.from({ length: mails }, () => randomUUID());
  const open = [...keys];
  const records: Record[] = [];
  const attempt = async (key: string): Promise<Record> => {
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

function judge(records: readonly Record[], ledger: readonly HostileEntry[]) {
  const entriesOf = (key: string) => ledger.filter((entry) => entry.key === key);
  const wasSaid = ({ key, reply }: Record) => entriesOf(key).some((entry) => reply?.endsWith(entry.reply.slice(4)));
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

describe("no mail is recorded by the reply to another, with", () => {
  it.each(hostileTricks)("$what", async (trick) => {
    const server = await startHostileServer(trick);
    onTestFinished(server.close);
    const records = await sendAll(server.url);
    const { furtherCopies, withAnotherReply, ...verdict } = judge(records, server.ledger);
    expect(verdict).toEqual({ refusedButDelivered: 0, deliveredButRefused: 0 });
    if (!trick.isMistakable) expect(withAnotherReply).toBe(0);
    if (!trick.isAmbiguous) expect(furtherCopies).toBe(0);
  });
});
