"use client";
import Link from "next/link";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import { DeadLetterTabs } from "#components/console/dead-letters/dead-letter-tabs.tsx";
import {
  deadLettersPath,
  deadLettersPerPage,
  discardedPath,
  discardedQuery,
} from "#components/console/dead-letters/dead-letters-query.ts";
import { RestoreSelected } from "#components/console/dead-letters/restore-selected.tsx";
import { discardedSortKey } from "#components/console/dead-letters/sort-keys.ts";
import { useSelection } from "#components/console/dead-letters/use-selection.ts";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageLinks } from "#components/ui/page-links.tsx";

type Props = { cursor: string | null; cause: string | undefined };

/** Discarded messages, latest first, with time, reason and actor. */
export function DiscardedList({ cursor, cause }: Props) {
  const { items, nextCursor } = useHydratedQuery(discardedQuery(cursor, cause)).data;
  const { rows, newCount, show } = useStableList(items, { more: nextCursor !== null, keyOf: discardedSortKey });
  const selection = useSelection(rows);
  useRowKeys();
  return (
    <>
      <TopBar title="Discarded messages" />
      <DeadLetterTabs state="discarded" />
      <p className="max-w-[80ch] px-4 pt-3 pb-2 text-pretty text-fg-2 desk:px-6">
        Discarded dead letters. Each keeps its payload for the retention period and can be restored as a dead letter.
        Restoring sends nothing.
      </p>
      {cause !== undefined && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pb-2 desk:px-6">
          <p className="text-fg-2">
            Filtered by cause <code className="text-fg">{cause}</code>.
          </p>
          <Link href={discardedPath(undefined)} className={buttonClass({ size: "s" })}>
            Show all
          </Link>
        </div>
      )}
      {rows.length === 0 ? (
        <Empty first={cursor === null} />
      ) : (
        <>
          <NewItemsPill
            newCount={newCount}
            more={newCount >= deadLettersPerPage}
            nouns={["discarded message", "discarded messages"]}
            onShow={show}
            quiet="Latest first. New discarded messages appear here."
          />
          <DeadLetterTable rows={rows} state="discarded" selection={selection} />
        </>
      )}
      <PageLinks
        first={cursor === null ? null : discardedPath(cause)}
        next={nextCursor === null ? null : discardedPath(cause, nextCursor)}
      />
      <RestoreSelected selection={selection} />
    </>
  );
}

function Empty({ first }: { first: boolean }) {
  return (
    <EmptyState
      mark="discarded"
      title={first ? "No discarded messages" : "No older discarded messages"}
      link={{ href: deadLettersPath({}), label: "Open dead letters" }}
    >
      Discard a dead letter that must not be sent again, such as a duplicate: from its page, from the list or from its
      cause. It appears here and can be restored.
    </EmptyState>
  );
}
