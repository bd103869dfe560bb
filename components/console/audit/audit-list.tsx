"use client";
import type { Route } from "next";
import { AuditFilterForm } from "#components/console/audit/audit-filter-form.tsx";
import { type AuditFilters, auditPerPage, auditQuery, auditSearch } from "#components/console/audit/audit-query.ts";
import { AuditRow } from "#components/console/audit/audit-row.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { PageLinks } from "#components/ui/page-links.tsx";
import type { AuditEntryDto } from "#server/contracts/audit.ts";

/** Sort key, descending: the sequence number, padded to 15 digits. */
const seqOf = ({ seq }: AuditEntryDto) => String(seq).padStart(15, "0");

/** Audit log, newest first. */
export function AuditList({ filters }: { filters: AuditFilters }) {
  const query = useHydratedQuery(auditQuery(filters));
  const { items, nextCursor } = query.data;
  const { cursor, ...rest } = filters;
  const { rows, newCount, show } = useStableList(items, { more: nextCursor !== null, keyOf: seqOf });
  return (
    <>
      <TopBar title="Audit log" />
      <div className="px-4 pt-4 pb-3 desk:px-6">
        <h1 className="text-xl">Audit log</h1>
        <p className="max-w-[80ch] text-pretty text-fg-2">
          Every action with actor, target and reason. Each entry is written in the transaction of its change and
          contains the hash of the previous entry. <code>npm run audit:verify</code> detects modified entries.
        </p>
      </div>
      <AuditFilterForm filters={rest} />
      {rows.length === 0 ? (
        <p className="border-t border-line px-4 py-6 text-fg-2 desk:px-6">
          {auditSearch(filters) === ""
            ? "No entries yet. Replays, sign-ins and account changes appear here."
            : "No entries match this filter."}
        </p>
      ) : (
        <>
          <NewItemsPill
            newCount={newCount}
            more={newCount >= auditPerPage}
            nouns={["entry", "entries"]}
            onShow={show}
          />
          <ol>
            {rows.map(({ item }) => (
              <AuditRow key={item.id} entry={item} />
            ))}
          </ol>
        </>
      )}
      <PageLinks
        first={cursor ? (`/ops/audit?${auditSearch(rest)}` as Route) : null}
        next={nextCursor === null ? null : (`/ops/audit?${auditSearch(rest, { cursor: nextCursor })}` as Route)}
      />
    </>
  );
}
