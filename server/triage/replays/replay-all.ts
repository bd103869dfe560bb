import type { ActionRecord, AuditContext } from "#server/audit/record-action.ts";
import { recordEach } from "#server/audit/record-actions.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { publishAll } from "#server/delivery/outbox/publish.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { newId } from "#server/platform/new-id.ts";
import { insertNewEdits } from "#server/triage/edits/sql/payload-edits.ts";
import type { JudgedReplay } from "#server/triage/replays/judge-replay.ts";
import { insertRevisions } from "#server/triage/replays/sql/insert-revisions.ts";

/**
 * Replays locked dead letters in the caller's transaction, one or a chunk of a batch: publishes a message for each one's
 * handler, closes them as replayed, adds their next revisions and writes their audit entries, each in one statement for all.
 * Returns the new deliveries' IDs in the given order. Call it last in the transaction; `onCreated` runs before the audit.
 */
export async function replayAll(
  tx: Tx,
  by: AuditContext,
  replays: readonly JudgedReplay[],
  { undoSeconds, onCreated }: { undoSeconds: number; onCreated?: (ids: readonly string[]) => Promise<void> },
): Promise<string[]> {
  if (replays.length === 0) return [];
  for (const { chosen } of replays) await chosen.also?.apply(tx);
  const edits = replays.filter(({ changed }) => changed);
  await insertNewEdits(
    tx,
    by.actor,
    edits.map(({ dead, chosen, data, reason }) => ({ rootId: dead.rootId, base: chosen.base, data, reason })),
  );
  const messageIds = await publishAll(
    tx,
    replays.map(({ dead, definition, data }) => ({
      ...{ definition, data },
      ...{ subject: dead.subject, traceparent: dead.traceparent, targetHandler: dead.handler },
    })),
  );
  crashPoint("replay.outboxed_not_flagged");
  await transition(
    tx,
    replays.map(({ dead }) => dead.id),
    "replayed",
  );
  const created = replays.map((replay, index) => ({ replay, id: newId(), messageId: messageIds[index] ?? "" }));
  const revisions = created.map(({ replay, id, messageId }) => ({
    ...{ id, messageId, of: replay.dead },
    sameAs: replay.changed ? null : replay.dead.idempotencyKey,
  }));
  await insertRevisions(tx, revisions, undoSeconds);
  const ids = created.map(({ id }) => id);
  await onCreated?.(ids);
  const entries = created.flatMap(({ replay, id }) => auditEntriesOf(replay, id));
  await recordEach(tx, by, entries);
  return ids;
}

/** The audit entries of one replay: its overrides, the change of a recipient, and the replay itself. */
function auditEntriesOf(replay: JudgedReplay, resultId: string): ActionRecord[] {
  const { dead, overrode, recipient, reason, changed, before, data } = replay;
  const target = { kind: "delivery" as const, id: dead.id };
  const after = Object.fromEntries(overrode.map((name) => [name, true]));
  const override = { action: "dead-letter.override" as const, target, reason, resultId, after };
  const change = changed ? { before, after: data } : {};
  return [
    ...(overrode.length > 0 ? [override] : []),
    ...(recipient ? [{ ...recipient, target, resultId }] : []),
    { action: "dead-letter.replay", target, reason, resultId, ...change },
  ];
}
