import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { DeadLetterList } from "#components/dead-letters/dead-letter-list.tsx";
import { deadLettersPerPage, deadLettersQuery } from "#components/dead-letters/dead-letters-query.ts";
import { listDeadLetters } from "#server/triage/list-dead-letters.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Dead letters");

type Props = { searchParams: Promise<{ cursor?: string | string[] }> };

export default async function DeadLettersPage({ searchParams }: Props) {
  if (!(await mayVisit("dead-letters.read"))) return <NotForRole what="Dead letters" action="dead-letters.read" />;
  const given = (await searchParams).cursor;
  const cursor = typeof given === "string" ? given : null;
  return (
    <Prefetched
      queries={[
        {
          queryKey: deadLettersQuery(cursor).queryKey,
          read: () => listDeadLetters({ cursor, limit: deadLettersPerPage }),
        },
      ]}
    >
      <DeadLetterList key={cursor ?? "newest"} cursor={cursor} />
    </Prefetched>
  );
}
