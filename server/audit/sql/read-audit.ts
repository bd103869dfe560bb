import * as z from "zod";
import { storedAuditEntry } from "#server/contracts/audit.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTime } from "#server/platform/database/iso-time.ts";

export type AuditFilter = {
  action: string | null;
  actor: string | null;
  target: string | null;
  before: number | null;
  limit: number;
};

/** An entry with the type of its message, which tells which values of its copies are personal data. */
const auditRow = storedAuditEntry.extend({ messageType: z.string().nullable() });
export type AuditRow = z.output<typeof auditRow>;

const statement = defineStatement({
  name: "read_audit",
  text: `select seq, id, ${isoTime("at")} as at,
                  jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name, 'role', actor_role) as actor,
                  action, jsonb_build_object('kind', target_kind, 'id', target_id) as target, result_id as "resultId", reason,
                  before, after, (before is null and before_digest is not null) or (after is null and after_digest is not null) as erased,
                  request_id as "requestId", encode(hash, 'hex') as hash,
                  case when target_kind = 'delivery' then (
                    select d.subject from delivery d where d.id = audit_entry.target_id::uuid) end as subject,
                  case when target_kind = 'delivery' then (
                    select m.type from delivery d join outbox_message m on m.id = d.message_id
                    where d.id = audit_entry.target_id::uuid) end as "messageType"
           from audit_entry
           where ($1::text is null or action = $1) and ($2::text is null or actor_name = $2)
             and ($3::text is null or target_id = $3) and ($4::bigint is null or seq < $4)
           order by audit_entry.seq desc limit $5 + 1`,
  row: auditRow,
});

/** One page of entries below `before`, newest first. One row more than asked for tells that there are older ones. */
export const readAudit = (
  queryable: Queryable,
  { action, actor, target, before, limit }: AuditFilter,
): Promise<AuditRow[]> => statement.all(queryable, [action, actor, target, before, limit]);
