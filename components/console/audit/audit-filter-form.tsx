import type { AuditFilters } from "#components/console/audit/audit-query.ts";
import { FilterForm } from "#components/console/shell/filter-form.tsx";
import { auditActionNames } from "#server/contracts/audit.ts";
import type { FilterControl } from "#server/contracts/triage/filter-field.ts";

const fields: Record<string, { control: FilterControl }> = {
  action: {
    control: {
      ...{ label: "Action", placement: "main", kind: "select" },
      options: auditActionNames.map((id) => ({ id, label: id })),
    },
  },
  actor: { control: { label: "Actor", placement: "main", kind: "text", placeholder: "Name" } },
  target: { control: { label: "Target", placement: "main", kind: "id", placeholder: "ID" } },
};

/** Filter form of the audit log. */
export const AuditFilterForm = ({ filters: { action, actor, target } }: { filters: AuditFilters }) => (
  <FilterForm
    label="Filter the audit log"
    action="/ops/audit"
    submit="Filter"
    fields={fields}
    filter={{ action, actor, target }}
  />
);
