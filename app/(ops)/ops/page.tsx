import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { readSnapshot } from "#app/read-snapshot.ts";
import { mayVisit } from "#app/visitor.ts";
import { causesQuery, topCauseCount } from "#components/causes/causes-query.ts";
import { deadLettersQuery } from "#components/dead-letters/dead-letters-query.ts";
import { newestDeadCount } from "#components/ops/newest-dead-count.ts";
import { Overview } from "#components/ops/overview.tsx";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { listCauses } from "#server/causes/list-causes.ts";
import { listDeadLetters } from "#server/triage/list-dead-letters.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Overview");

export default async function OverviewPage() {
  if (!(await mayVisit("pipeline.read"))) return <NotForRole what="The overview" action="pipeline.read" />;
  return (
    <Prefetched
      queries={[
        { queryKey: pipelineQuery().queryKey, read: readSnapshot },
        {
          queryKey: deadLettersQuery(null, newestDeadCount).queryKey,
          read: () => listDeadLetters({ limit: newestDeadCount }),
        },
        {
          queryKey: causesQuery("open", null, topCauseCount).queryKey,
          read: () => listCauses({ tab: "open", limit: topCauseCount }),
        },
      ]}
    >
      <Overview />
    </Prefetched>
  );
}
