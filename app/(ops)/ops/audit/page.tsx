import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { AuditList } from "#components/console/audit/audit-list.tsx";
import { type AuditFilters, auditPerPage, auditQuery } from "#components/console/audit/audit-query.ts";
import { auditActionNames } from "#server/contracts/audit.ts";
import { listAudit } from "#server/monitoring/activity/list-audit.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Audit log");

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default forRole("audit.read", "The audit log", async ({ searchParams }: Props) => {
  const given = await searchParams;
  const one = (name: string) => {
    const value = given[name];
    return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 200) : undefined;
  };
  const cursor = /^\d{1,15}$/.test(one("cursor") ?? "") ? one("cursor") : undefined;
  const filters: AuditFilters = {
    action: auditActionNames.find((name) => name === one("action")),
    actor: one("actor"),
    target: one("target"),
    cursor,
  };
  const { action, actor, target } = filters;
  const read = () =>
    listAudit({
      action: action ?? null,
      actor: actor ?? null,
      target: target ?? null,
      before: cursor === undefined ? null : Number(cursor),
      limit: auditPerPage,
    });
  return (
    <Prefetched queries={[{ queryKey: auditQuery(filters).queryKey, read }]}>
      <AuditList key={JSON.stringify(filters)} filters={filters} />
    </Prefetched>
  );
});
