import { type AuditFilter, readAudit } from "#server/audit/sql/read-audit.ts";
import type { AuditListDto } from "#server/contracts/audit.ts";
import { maskAuditEntry } from "#server/monitoring/activity/mask-audit-entry.ts";
import { db } from "#server/platform/database/db.ts";

/** Lists audit entries, newest first, with personal data masked. The cursor is the number of the page's last entry. */
export async function listAudit(filter: Partial<AuditFilter> & { limit: number }): Promise<AuditListDto> {
  const { action = null, actor = null, target = null, before = null, limit } = filter;
  const rows = await readAudit(db(), { action, actor, target, before, limit });
  const items = rows.slice(0, limit).map(maskAuditEntry);
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.seq ?? "") : null };
}
