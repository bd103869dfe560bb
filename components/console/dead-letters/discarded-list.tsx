"use client";
import Link from "next/link";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import {
  deadLettersPath,
  deadLettersPerPage,
  discardedPath,
  discardedQuery,
} from "#components/console/dead-letters/dead-letters-query.ts";
import { DeadLetterTabs } from "#components/console/dead-letters/letter-tabs.tsx";
import { RestoreSelected } from "#components/console/dead-letters/restore-selected.tsx";
import { discardedSortKey } from "#components/console/dead-letters/sort-keys.ts";
import { useSelection } from "#components/console/dead-letters/use-selection.ts";
import { PageLinks } from "#components/console/shell/page-links.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { usePageTitle } from "#components/console/shell/use-page-title.ts";
import { useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { buttonClass } from "#components/ui/button-class.ts";

type Props = { cursor: string | null; cause: string | undefined };

/** What was put away, latest first, with when, why and by whom: nothing of it is lost until its payload is purged. */
export function DiscardedList({ cursor, cause }: Props) {
  const { items, nextCursor } = useHydratedQuery(discardedQuery(cursor, cause)).data;
  const { rows, news, show } = useStableList(items, { more: nextCursor !== null, keyOf: discardedSortKey });
  const selection = useSelection(rows);
  usePageTitle("Discarded letters");
  useRowKeys();
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Discarded letters</b>} />
      <DeadLetterTabs state="discarded" />
      <p className="max-w-[80ch] px-4 pt-3 pb-2 text-pretty text-fg-2 desk:px-6">
        Messages that somebody put away. Each keeps its payload for the retention time and can be restored: it is dead
        again then, and nothing is sent by it.
      </p>
      {cause !== undefined && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pb-2 desk:px-6">
          <p className="text-fg-2">
            Only those of the cause <code className="text-fg">{cause}</code>.
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
            news={news}
            more={news >= deadLettersPerPage}
            nouns={["discarded letter", "discarded letters"]}
            onShow={show}
            quiet="Latest discard first. Rows keep their place; new ones wait here."
          />
          <DeadLetterTable rows={rows} state="discarded" selection={selection} />
        </>
      )}
      <PageLinks
        newest={cursor === null ? null : discardedPath(cause)}
        older={nextCursor === null ? null : discardedPath(cause, nextCursor)}
      />
      <RestoreSelected selection={selection} />
    </>
  );
}

function Empty({ first }: { first: boolean }) {
  return (
    <div className="border-t border-line px-4 py-6 desk:px-6">
      <p className="flex items-center gap-2 text-base font-semibold">
        <StateMark name="discarded" />
        {first ? "Nothing was discarded" : "Nothing older was discarded"}
      </p>
      <p className="max-w-[72ch] pt-1 pb-3 text-pretty text-fg-2">
        A dead letter that nobody should send again, such as a duplicate, is put away with a reason: one from its page,
        several from the list, or all of a cause. It stands here until it is restored.
      </p>
      <Link href={deadLettersPath({})} className={buttonClass()}>
        To the dead letters
      </Link>
    </div>
  );
}
