import type { Queryable } from "#server/platform/database/db.ts";

export type AuditHead = { seq: number; hash: string };

/** The newest entry of the audit, or null where there is none. */
export async function readAuditHead(queryable: Queryable): Promise<AuditHead | null> {
  const { rows } = await queryable.query<AuditHead>({
    name: "read_audit_head",
    text: "select seq, encode(hash, 'hex') as hash from audit_entry order by audit_entry.seq desc limit 1",
  });
  return rows[0] ?? null;
}
