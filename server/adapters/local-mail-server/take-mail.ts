import { parseFailureScenario } from "#server/adapters/local-mail-server/parse-failure-scenario.ts";
import { parseMail } from "#server/adapters/local-mail-server/parse-mail.ts";
import { countFailure } from "#server/adapters/local-mail-server/sql/count-failure.ts";
import { storeMail } from "#server/adapters/local-mail-server/sql/store-mail.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type Envelope = { sender: string; recipients: readonly string[] };

/** What the client gets to see once its mail was read: the 250 with an id, a 451, or a dead connection. */
export type Verdict = { kind: "accepted"; id: string } | { kind: "busy" } | { kind: "dropped" };

/**
 * Decides on one mail whose final dot has come, and keeps it unless it is to come again. One answer stands for all of
 * its recipients: a 451 for one of them stores nothing, so that the next copy cannot reach another twice.
 */
export async function takeMail(
  db: Queryable,
  envelope: Envelope,
  raw: Buffer,
  silence: () => Promise<void>,
): Promise<Verdict> {
  const mail = await parseMail(raw);
  const messageId = mail.messageId ?? "";
  const tricks = envelope.recipients.map((recipient) => ({ recipient, trick: parseFailureScenario(recipient) }));

  let busy = false;
  for (const { recipient, trick } of tricks) {
    if (trick.kind === "busy" && (await countFailure(db, { messageId, recipient }, trick.times))) busy = true;
  }
  if (busy) return { kind: "busy" };

  if (tricks.some(({ trick }) => trick.kind === "hang")) await silence();

  // Counted before the mail is kept: a sink that dies in between has merely lost its trick, not the mail.
  let dropped = false;
  for (const { recipient, trick } of tricks) {
    if (trick.kind === "drop" && (await countFailure(db, { messageId, recipient }, 1))) dropped = true;
  }
  const [id = ""] = await storeMail(db, envelope, mail);
  return dropped ? { kind: "dropped" } : { kind: "accepted", id };
}
