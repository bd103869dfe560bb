"use client";
import Link from "next/link";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import {
  deadLetterSearch,
  deadLettersPath,
  deadLettersPerPage,
  deadLettersQuery,
} from "#components/console/dead-letters/dead-letters-query.ts";
import { DiscardSelected } from "#components/console/dead-letters/discard-selected.tsx";
import { ExportForms } from "#components/console/dead-letters/export-forms.tsx";
import { FilterBar, type FilterChoices } from "#components/console/dead-letters/filter-bar.tsx";
import { DeadLetterTabs } from "#components/console/dead-letters/letter-tabs.tsx";
import { deadLetterSortKey } from "#components/console/dead-letters/sort-keys.ts";
import { useSelection } from "#components/console/dead-letters/use-selection.ts";
import { PageLinks } from "#components/console/shell/page-links.tsx";
import { SearchScope } from "#components/console/shell/search-scope.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { usePageTitle } from "#components/console/shell/use-page-title.ts";
import { useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";

type Props = { cursor: string | null; filter: DeadLetterFilter; choices: FilterChoices };

/** Everything that is dead now and fits the filter, latest death first; older ones by cursor, so that a page stays put while more die. */
export function DeadLetterList({ cursor, filter, choices }: Props) {
  const query = useHydratedQuery(deadLettersQuery(cursor, deadLettersPerPage, filter));
  const { items, nextCursor, scope } = query.data;
  const filtered = deadLetterSearch(filter) !== "";
  const { rows, news, show } = useStableList(items, { more: nextCursor !== null, keyOf: deadLetterSortKey });
  const selection = useSelection(rows);
  usePageTitle("Dead letters");
  useRowKeys();
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Dead letters</b>} />
      <DeadLetterTabs state="dead" />
      <p className="max-w-[80ch] px-4 pt-3 pb-3 text-pretty text-fg-2 desk:px-6">
        Messages that were refused for good or failed at their last try. None is lost: each waits with its payload, its
        error and its tries until a hand replays or discards it.
      </p>
      <FilterBar filter={filter} choices={choices} />
      {scope && (
        <SearchScope
          scope={scope}
          found={items.length}
          onward={nextCursor === null ? null : deadLettersPath(filter, nextCursor)}
        />
      )}
      {rows.length === 0 && filtered ? (
        <NoneFits complete={scope?.complete ?? nextCursor === null} first={cursor === null} />
      ) : rows.length === 0 ? (
        <Empty first={cursor === null} />
      ) : (
        <>
          <NewItemsPill
            news={news}
            more={news >= deadLettersPerPage}
            nouns={["dead letter", "dead letters"]}
            onShow={show}
            quiet="Newest first. Rows keep their place; new ones wait here."
          />
          <DeadLetterTable rows={rows} selection={selection} />
          <ExportForms filter={filter} />
        </>
      )}
      <PageLinks
        newest={cursor === null ? null : deadLettersPath(filter)}
        older={nextCursor === null ? null : deadLettersPath(filter, nextCursor)}
      />
      <DiscardSelected selection={selection} />
    </>
  );
}

function Empty({ first }: { first: boolean }) {
  return (
    <div className="border-t border-line px-4 py-6 desk:px-6">
      <p className="flex items-center gap-2 text-base font-semibold">
        <StateMark name="delivered" />
        {first ? "Nothing is dead" : "Nothing older is dead"}
      </p>
      <p className="max-w-[72ch] pt-1 pb-3 text-pretty text-fg-2">
        A message lands here when the other side refuses it for good, such as a mailbox that does not exist, or when its
        last retry fails. Want to see one? Place an order for an address that bounces.
      </p>
      <Link href="/checkout?sample=bounce" className={buttonClass()}>
        Order with a mail that bounces
      </Link>
    </div>
  );
}

function NoneFits({ complete, first }: { complete: boolean; first: boolean }) {
  return (
    <div className="border-t border-line px-4 py-6 desk:px-6">
      <p className="text-base font-semibold">
        {complete ? `No ${first ? "" : "older "}dead letter fits this filter` : "None so far"}
      </p>
      <p className="max-w-[72ch] pt-1 pb-3 text-pretty text-fg-2">
        {complete
          ? "All filters must hold together. Take one away, or look at everything that is dead."
          : "What was looked at holds no match; older letters were not looked at yet."}
      </p>
      <Link href="/ops/dead-letters" className={buttonClass()}>
        Clear the filter
      </Link>
    </div>
  );
}
