import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const auditHead = z.object({ seq: z.int(), hash: z.string() });
export type AuditHead = z.output<typeof auditHead>;

const statement = defineStatement({
  name: "read_audit_head",
  text: "select seq, encode(hash, 'hex') as hash from audit_entry order by audit_entry.seq desc limit 1",
  row: auditHead,
});

/** The newest entry of the audit log; null where there is none. */
export const readAuditHead = async (queryable: Queryable): Promise<AuditHead | null> =>
  (await statement.maybeOne(queryable)) ?? null;
