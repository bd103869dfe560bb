import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { allowedSearch } from "#app/allowed-search.ts";
import { filterChoices } from "#app/filter-choices.ts";
import { forRole } from "#app/for-role.tsx";
import { pageCursor } from "#app/page-cursor.ts";
import { Prefetched } from "#app/prefetched.tsx";
import { TooManySearches } from "#app/too-many-searches.tsx";
import { requireVisitor } from "#app/visitor.ts";
import { DeadLetterList } from "#components/console/dead-letters/dead-letter-list.tsx";
import {
  deadLettersPath,
  deadLettersPerPage,
  deadLettersQuery,
  discardedPath,
  discardedQuery,
} from "#components/console/dead-letters/dead-letters-query.ts";
import { DiscardedList } from "#components/console/dead-letters/discarded-list.tsx";
import { readDeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { AppError } from "#server/platform/errors.ts";
import { chooseLookup } from "#server/triage/dead-letter-lists/choose-lookup.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import { listDiscarded } from "#server/triage/dead-letter-lists/list-discarded.ts";
import { decodeCursor } from "#server/triage/keyset/cursor.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const generateMetadata = async ({ searchParams }: Props): Promise<Metadata> =>
  consoleTitle((await searchParams).state === "discarded" ? "Discarded messages" : "Dead letters");

export default forRole("dead-letters.read", "Dead letters", async ({ searchParams }: Props) => {
  const given = await searchParams;
  const cursor = pageCursor(given.cursor, decodeCursor);
  const filter = readDeadLetterFilter(given);
  const limit = deadLettersPerPage;
  if (given.state === "discarded") {
    const { cause } = filter;
    const read = () => listDiscarded({ filter: cause === undefined ? {} : { cause }, cursor, limit });
    return (
      <Prefetched queries={[{ queryKey: discardedQuery(cursor, cause).queryKey, read }]}>
        <DiscardedList key={discardedPath(cause, cursor)} cursor={cursor} cause={cause} />
      </Prefetched>
    );
  }
  const actor = await requireVisitor();
  const lookup = await allowedSearch(() => chooseLookup({ text: filter.q, actor, requestId: null }));
  if (lookup instanceof AppError) return <TooManySearches error={lookup} />;
  return (
    <Prefetched
      queries={[
        {
          queryKey: deadLettersQuery(cursor, limit, filter).queryKey,
          read: () => listDeadLetters({ filter, cursor, limit, lookup }),
        },
      ]}
    >
      <DeadLetterList key={deadLettersPath(filter, cursor)} cursor={cursor} filter={filter} choices={filterChoices()} />
    </Prefetched>
  );
});
