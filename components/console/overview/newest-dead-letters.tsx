"use client";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import { deadLettersQuery } from "#components/console/dead-letters/dead-letters-query.ts";
import { deadLetterSortKey } from "#components/console/dead-letters/sort-keys.ts";
import { newestDeadLetterCount } from "#components/console/overview/newest-dead-letter-count.ts";
import { AsideLink, Section } from "#components/console/shell/section.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";

/** Latest dead letters, each with its next step. */
export function NewestDeadLetters() {
  const { data } = useHydratedQuery(deadLettersQuery(null, newestDeadLetterCount));
  const more = data.nextCursor !== null;
  const { rows, newCount, show } = useStableList(data.items, { more, keyOf: deadLetterSortKey });
  return (
    <Section
      title="Newest dead letters"
      flush
      className="border-t border-line pt-3"
      aside={
        <span className="flex items-baseline gap-x-4">
          <NewItemsPill
            look="inline"
            newCount={newCount}
            more={newCount >= newestDeadLetterCount}
            nouns={["dead letter", "dead letters"]}
            onShow={show}
          />
          {rows.length > 0 && <AsideLink href="/ops/dead-letters">All dead letters</AsideLink>}
        </span>
      }
    >
      {rows.length === 0 ? (
        <p className="max-w-[72ch] px-4 pb-6 text-pretty text-fg-2 desk:px-6">
          No dead letters. Messages that are permanently rejected or reach their retry limit appear here, with error,
          attempts and next step.
        </p>
      ) : (
        <DeadLetterTable rows={rows} />
      )}
    </Section>
  );
}
