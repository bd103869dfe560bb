import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { DeadLetterList } from "#components/dead-letters/dead-letter-list.tsx";
import {
  deadLettersPath,
  deadLettersPerPage,
  deadLettersQuery,
  discardedPath,
  discardedQuery,
} from "#components/dead-letters/dead-letters-query.ts";
import { DiscardedList } from "#components/dead-letters/discarded-list.tsx";
import { readDeadLetterFilter } from "#server/contracts/dead-letter-filter.ts";
import { handlers } from "#server/handlers/index.ts";
import { messages } from "#server/messages/index.ts";
import { listDeadLetters } from "#server/triage/list-dead-letters.ts";
import { listDiscarded } from "#server/triage/list-discarded.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const generateMetadata = async ({ searchParams }: Props): Promise<Metadata> =>
  consoleTitle((await searchParams).state === "discarded" ? "Discarded letters" : "Dead letters");

export default async function DeadLettersPage({ searchParams }: Props) {
  if (!(await mayVisit("dead-letters.read"))) return <NotForRole what="Dead letters" action="dead-letters.read" />;
  const given = await searchParams;
  const cursor = typeof given.cursor === "string" ? given.cursor : null;
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
  const mayReveal = await mayVisit("pii.reveal");
  const choices = {
    handlers: handlers.map(({ id, label }) => ({ id, label })),
    types: messages.map(({ type }) => type),
  };
  return (
    <Prefetched
      queries={[
        {
          queryKey: deadLettersQuery(cursor, limit, filter).queryKey,
          read: () => listDeadLetters({ filter, cursor, limit, mayReveal }),
        },
      ]}
    >
      <DeadLetterList key={deadLettersPath(filter, cursor)} cursor={cursor} filter={filter} choices={choices} />
    </Prefetched>
  );
}
