import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { readSnapshot } from "#app/read-snapshot.ts";
import { mayVisit, requireVisitor } from "#app/visitor.ts";
import { activityQuery } from "#components/console/activity/activity-query.ts";
import { causesQuery, topCauseCount } from "#components/console/causes/causes-query.ts";
import { deadLettersQuery } from "#components/console/dead-letters/dead-letters-query.ts";
import { historyQuery } from "#components/console/history/history-query.ts";
import { newestDeadLetterCount } from "#components/console/overview/newest-dead-letter-count.ts";
import { Overview } from "#components/console/overview/overview.tsx";
import { workersQuery } from "#components/console/workers/workers-query.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { historyRange } from "#server/contracts/monitoring/history.ts";
import { listActivity } from "#server/monitoring/activity/list-activity.ts";
import { shareHistory } from "#server/monitoring/history/share-history.ts";
import { shareProcesses } from "#server/monitoring/processes/share-processes.ts";
import { listCauses } from "#server/triage/causes/list-causes.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import { maskCauses } from "#server/triage/privacy/mask-cause.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Overview");

type Props = { searchParams: Promise<{ range?: string | string[] }> };

export default forRole("pipeline.read", "The overview", async ({ searchParams }: Props) => {
  const range = historyRange.catch("1h").parse((await searchParams).range);
  const actor = await requireVisitor();
  const mayReadAudit = await mayVisit("audit.read");
  return (
    <Prefetched
      queries={[
        { queryKey: pipelineQuery().queryKey, read: readSnapshot },
        { queryKey: historyQuery(range, null).queryKey, read: () => shareHistory(range, null) },
        {
          queryKey: deadLettersQuery(null, newestDeadLetterCount).queryKey,
          read: () => listDeadLetters({ limit: newestDeadLetterCount }),
        },
        {
          queryKey: causesQuery("open", null, topCauseCount).queryKey,
          read: () => maskCauses(listCauses({ tab: "open", limit: topCauseCount }), actor),
        },
        { queryKey: workersQuery().queryKey, read: shareProcesses },
        { queryKey: activityQuery().queryKey, read: () => listActivity(mayReadAudit) },
      ]}
    >
      <Overview range={range} />
    </Prefetched>
  );
});
