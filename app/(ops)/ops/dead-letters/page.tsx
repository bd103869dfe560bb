import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { DeadLetterList } from "#components/dead-letters/dead-letter-list.tsx";
import { deadLettersPath, deadLettersPerPage, deadLettersQuery } from "#components/dead-letters/dead-letters-query.ts";
import { readDeadLetterFilter } from "#server/contracts/dead-letter-filter.ts";
import { handlers } from "#server/handlers/index.ts";
import { messages } from "#server/messages/index.ts";
import { listDeadLetters } from "#server/triage/list-dead-letters.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Dead letters");

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function DeadLettersPage({ searchParams }: Props) {
  if (!(await mayVisit("dead-letters.read"))) return <NotForRole what="Dead letters" action="dead-letters.read" />;
  const given = await searchParams;
  const cursor = typeof given.cursor === "string" ? given.cursor : null;
  const filter = readDeadLetterFilter(given);
  const limit = deadLettersPerPage;
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
