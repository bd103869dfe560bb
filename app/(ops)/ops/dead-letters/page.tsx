import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { isLocal, LocalOnly } from "#app/local-only.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { DeadLetterList } from "#components/dead-letters/dead-letter-list.tsx";
import { deadLettersPerPage, deadLettersQuery } from "#components/dead-letters/dead-letters-query.ts";
import { listDeadLetters } from "#server/triage/list-dead-letters.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Dead letters");

type Props = { searchParams: Promise<{ cursor?: string | string[] }> };

export default async function DeadLettersPage({ searchParams }: Props) {
  if (!(await isLocal())) return <LocalOnly what="The console" />;
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
      <DeadLetterList cursor={cursor} />
    </Prefetched>
  );
}
