import Link from "next/link";
import type { AuditFilters } from "#components/console/audit/audit-query.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { Choice, filterField, Labelled } from "#components/ui/filter-fields.tsx";
import { auditActionNames } from "#server/contracts/audit.ts";

/** Filter form of the audit log. A GET form, so that a filtered view has its own URL. */
export function AuditFilterForm({ filters }: { filters: AuditFilters }) {
  const filtered = Boolean(filters.action || filters.actor || filters.target);
  return (
    <search aria-label="Filter the audit log">
      <form
        action="/ops/audit"
        className="grid gap-x-3 gap-y-2 px-4 pb-4 desk:grid-cols-[200px_200px_minmax(0,320px)_auto] desk:items-end desk:justify-start desk:px-6"
      >
        <Choice
          name="action"
          label="Action"
          value={filters.action}
          options={auditActionNames.map((id) => ({ id, label: id }))}
        />
        <Labelled label="Actor">
          <input name="actor" defaultValue={filters.actor} maxLength={200} placeholder="Name" className={filterField} />
        </Labelled>
        <Labelled label="Target">
          <input
            name="target"
            defaultValue={filters.target}
            maxLength={200}
            placeholder="ID"
            className={`${filterField} font-mono`}
          />
        </Labelled>
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
