import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { isLocal, LocalOnly } from "#app/local-only.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { readSnapshot } from "#app/read-snapshot.ts";
import { deadLettersQuery } from "#components/dead-letters/dead-letters-query.ts";
import { newestDeadCount } from "#components/ops/newest-dead-count.ts";
import { Overview } from "#components/ops/overview.tsx";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { listDeadLetters } from "#server/triage/list-dead-letters.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Overview");

export default async function OverviewPage() {
  if (!(await isLocal())) return <LocalOnly what="The console" />;
  return (
    <Prefetched
      queries={[
        { queryKey: pipelineQuery().queryKey, read: readSnapshot },
        {
          queryKey: deadLettersQuery(null, newestDeadCount).queryKey,
          read: () => listDeadLetters({ limit: newestDeadCount }),
        },
      ]}
    >
      <Overview />
    </Prefetched>
  );
}
