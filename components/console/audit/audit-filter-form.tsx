import Link from "next/link";
import type { AuditFilters } from "#components/console/audit/audit-query.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { auditActionNames } from "#server/contracts/audit.ts";

const field = "h-11 w-full rounded-control border border-line-input bg-surface px-2 text-store desk:h-8 desk:text-sm";

/** Filter form of the audit log. A GET form, so that a filtered view has its own URL. */
export function AuditFilterForm({ filters }: { filters: AuditFilters }) {
  const filtered = Boolean(filters.action || filters.actor || filters.target);
  return (
    <search aria-label="Filter the audit log">
      <form
        action="/ops/audit"
        className="grid gap-x-3 gap-y-2 px-4 pb-4 desk:grid-cols-[200px_200px_minmax(0,320px)_auto] desk:items-end desk:justify-start desk:px-6"
      >
        <label className="grid gap-1">
          <span className="text-xs font-medium text-fg-2">Action</span>
          <select name="action" defaultValue={filters.action ?? ""} className={field}>
            <option value="">All</option>
            {auditActionNames.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="grid gap-1">
          <span className="text-xs font-medium text-fg-2">Actor</span>
          <input name="actor" defaultValue={filters.actor} maxLength={200} placeholder="Name" className={field} />
        </label>
        <label className="grid gap-1">
          <span className="text-xs font-medium text-fg-2">Target</span>
          <input
            name="target"
            defaultValue={filters.target}
            maxLength={200}
            placeholder="ID"
            className={`${field} font-mono`}
          />
        </label>
        <div className="flex gap-2 *:max-desk:grow">
          <button type="submit" className={buttonClass()}>
            Filter
          </button>
          {filtered && (
            <Link href="/ops/audit" className={buttonClass({ variant: "quiet" })}>
              Clear filter
            </Link>
          )}
        </div>
      </form>
    </search>
  );
}
