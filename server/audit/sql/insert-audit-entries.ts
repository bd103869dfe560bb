import type { ActionRecord, AuditContext } from "#server/audit/record-action.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

type Entries = AuditContext & { entries: readonly (ActionRecord & { id: string })[] };

const statement = defineStatement({
  name: "insert_audit_entries",
  text: `insert into audit_entry (id, actor_kind, actor_id, actor_name, actor_role, request_id, action, target_kind, target_id,
                                  result_id, reason, before, after)
           select e.id, $1, $2, $3, $4, $5, e.action, e.target_kind, e.target_id, e.result_id, e.reason, e.before::jsonb, e.after::jsonb
           from unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
             with ordinality as e (id, action, target_kind, target_id, result_id, reason, before, after, place) order by e.place`,
});

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

/** Inserts entries of one author and request, in their order. The trigger chains each entry to the one before it. */
export async function insertAuditEntries(tx: Tx, { actor, requestId, entries }: Entries): Promise<void> {
  await statement.run(tx, [
    ...[actor.kind, actor.id, actor.name, actor.role, requestId],
    entries.map(({ id }) => id),
    entries.map(({ action }) => action),
    entries.map(({ target }) => target.kind),
    entries.map(({ target }) => target.id),
    entries.map(({ resultId }) => resultId ?? null),
    entries.map(({ reason }) => reason ?? null),
    entries.map(({ before }) => json(before)),
    entries.map(({ after }) => json(after)),
  ]);
}
