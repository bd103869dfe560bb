"use client";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import { DeadLetterTabs } from "#components/console/dead-letters/dead-letter-tabs.tsx";
import {
  deadLetterSearch,
  deadLettersPath,
  deadLettersPerPage,
  deadLettersQuery,
} from "#components/console/dead-letters/dead-letters-query.ts";
import { DiscardSelected } from "#components/console/dead-letters/discard-selected.tsx";
import { ExportForms } from "#components/console/dead-letters/export-forms.tsx";
import { ReplayMatching } from "#components/console/dead-letters/replay-matching.tsx";
import { ReplaySelected } from "#components/console/dead-letters/replay-selected.tsx";
import { SavedViews } from "#components/console/dead-letters/saved-views.tsx";
import { deadLetterSortKey } from "#components/console/dead-letters/sort-keys.ts";
import { useSelection } from "#components/console/dead-letters/use-selection.ts";
import { FilterForm } from "#components/console/shell/filter-form.tsx";
import { SearchScope } from "#components/console/shell/search-scope.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageLinks } from "#components/ui/page-links.tsx";
import { type DeadLetterFilter, deadLetterFilters } from "#server/contracts/triage/dead-letter-filter.ts";
import type { FilterChoices } from "#server/contracts/triage/filter-field.ts";
import { samplePages } from "#server/modules.messages.ts";

type Props = { cursor: string | null; filter: DeadLetterFilter; choices: FilterChoices };

/** Dead letters that match the filter, latest first. Cursor pagination keeps a page stable while new ones arrive. */
export function DeadLetterList({ cursor, filter, choices }: Props) {
  const query = useHydratedQuery(deadLettersQuery(cursor, deadLettersPerPage, filter));
  const { items, nextCursor, scope } = query.data;
  const filtered = deadLetterSearch(filter) !== "";
  const { rows, newCount, show } = useStableList(items, { more: nextCursor !== null, keyOf: deadLetterSortKey });
  const selection = useSelection(rows);
  useRowKeys();
  return (
    <>
      <TopBar title="Dead letters" />
      <DeadLetterTabs state="dead" />
      <p className="max-w-[80ch] px-4 pt-3 text-pretty text-fg-2 desk:px-6">
        Messages that were permanently rejected or reached their retry limit. Each is kept with its payload, error and
        attempts until it is replayed or discarded.
      </p>
      <FilterForm
        label="Filter dead letters"
        action="/ops/dead-letters"
        submit="Filter"
        fields={deadLetterFilters}
        filter={filter}
        choices={choices}
      />
      <SavedViews filter={filter} />
      {scope && (
        <SearchScope
          scope={scope}
          found={items.length}
          onward={nextCursor === null ? null : deadLettersPath(filter, nextCursor)}
        />
      )}
      {rows.length === 0 && filtered ? (
        <NoMatches complete={scope?.complete ?? nextCursor === null} first={cursor === null} />
      ) : rows.length === 0 ? (
        <Empty first={cursor === null} />
      ) : (
        <>
          <NewItemsPill
            newCount={newCount}
            more={newCount >= deadLettersPerPage}
            nouns={["dead letter", "dead letters"]}
            onShow={show}
            quiet="Newest first. New dead letters appear here."
          />
          <DeadLetterTable rows={rows} selection={selection} />
          <div className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 desk:px-6">
            <ReplayMatching
              filter={filter}
              sampleId={items[0]?.id ?? null}
              shown={cursor === null && nextCursor === null ? items.length : null}
            />
            <ExportForms filter={filter} />
          </div>
        </>
      )}
      <PageLinks
        first={cursor === null ? null : deadLettersPath(filter)}
        next={nextCursor === null ? null : deadLettersPath(filter, nextCursor)}
      />
      <DiscardSelected selection={selection}>
        <ReplaySelected selection={selection} />
        {selection.all && nextCursor !== null && (
          <ReplayMatching filter={filter} sampleId={items[0]?.id ?? null} shown={null} />
        )}
      </DiscardSelected>
    </>
  );
}

function Empty({ first }: { first: boolean }) {
  return (
    <EmptyState
      mark="delivered"
      title={first ? "No dead letters" : "No older dead letters"}
      link={samplePages()?.failure}
    >
      Messages appear here when the destination permanently rejects them, such as an unknown mailbox, or when the retry
      limit is reached.
    </EmptyState>
  );
}

function NoMatches({ complete, first }: { complete: boolean; first: boolean }) {
  return (
    <EmptyState
      title={complete ? `No ${first ? "" : "older "}dead letters match this filter` : "No matches so far"}
      link={{ href: "/ops/dead-letters", label: "Clear filter" }}
    >
      {complete
        ? "All filters must match. Remove one, or clear the filter."
        : "Older dead letters were not searched yet."}
    </EmptyState>
  );
}
