import type { AuditEntryDto } from "#server/contracts/audit.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type AuditFilter = {
  action: string | null;
  actor: string | null;
  target: string | null;
  before: number | null;
  limit: number;
};

/** An entry with the type of the message that it is about, which says what of its copies is about a person. */
export type AuditRow = AuditEntryDto & { messageType: string | null };

/** One page of entries, newest first, below `before`. One row more than asked for tells that there are older ones. */
export async function readAudit(queryable: Queryable, filter: AuditFilter): Promise<AuditRow[]> {
  const { rows } = await queryable.query<AuditRow>({
    name: "read_audit",
    text: `select seq, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
                  jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name, 'role', actor_role) as actor,
                  action, jsonb_build_object('kind', target_kind, 'id', target_id) as target, result_id as "resultId", reason,
                  before, after, (before is null and before_digest is not null) or (after is null and after_digest is not null) as erased,
                  request_id as "requestId", encode(hash, 'hex') as hash,
                  case when target_kind = 'delivery' then (
                    select substring(d.subject from '^orders/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$')
                    from delivery d where d.id = audit_entry.target_id::uuid) end as "orderId",
                  case when target_kind = 'delivery' then (
                    select m.type from delivery d join outbox_message m on m.id = d.message_id
                    where d.id = audit_entry.target_id::uuid) end as "messageType"
           from audit_entry
           where ($1::text is null or action = $1) and ($2::text is null or actor_name = $2)
             and ($3::text is null or target_id = $3) and ($4::bigint is null or seq < $4)
           order by audit_entry.seq desc limit $5 + 1`,
    values: [filter.action, filter.actor, filter.target, filter.before, filter.limit],
  });
  return rows;
}
