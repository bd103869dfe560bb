import { parseFailureScenario } from "#server/adapters/local-mail-server/parse-failure-scenario.ts";
import { parseMail } from "#server/adapters/local-mail-server/parse-mail.ts";
import { countFailure } from "#server/adapters/local-mail-server/sql/count-failure.ts";
import { storeMail } from "#server/adapters/local-mail-server/sql/store-mail.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type Envelope = { sender: string; recipients: readonly string[] };

/** The outcome for the client after its mail was read: a 250 with an id, a 451, or a closed connection. */
export type Verdict = { kind: "accepted"; id: string } | { kind: "busy" } | { kind: "dropped" };

/**
 * Decides on one mail after its final dot, and stores it unless the client must send it again. All recipients share one reply:
 * a 451 for one of them stores nothing, so that the next copy reaches no other recipient twice.
 */
export async function takeMail(
  db: Queryable,
  envelope: Envelope,
  raw: Buffer,
  silence: () => Promise<void>,
): Promise<Verdict> {
  const mail = await parseMail(raw);
  const messageId = mail.messageId ?? "";
  const scenarios = envelope.recipients.map((recipient) => ({ recipient, scenario: parseFailureScenario(recipient) }));

  let busy = false;
  for (const { recipient, scenario } of scenarios) {
    if (scenario.kind === "busy" && (await countFailure(db, { messageId, recipient }, scenario.times))) busy = true;
  }
  if (busy) return { kind: "busy" };

  if (scenarios.some(({ scenario }) => scenario.kind === "hang")) await silence();

  // Counted before the mail is stored: a crash in between loses the scripted failure, not the mail.
  let dropped = false;
  for (const { recipient, scenario } of scenarios) {
    if (scenario.kind === "drop" && (await countFailure(db, { messageId, recipient }, 1))) dropped = true;
  }
  const [id = ""] = await storeMail(db, envelope, mail);
  return dropped ? { kind: "dropped" } : { kind: "accepted", id };
}
