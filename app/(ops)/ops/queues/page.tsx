import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { QueueList } from "#components/console/queues/queue-list.tsx";
import { queuesQuery } from "#components/console/queues/queues-query.ts";
import { listQueues } from "#server/monitoring/queues/list-queues.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Queues");

export default async function QueuesPage() {
  if (!(await mayVisit("pipeline.read"))) return <NotForRole what="Queues" action="pipeline.read" />;
  return (
    <Prefetched queries={[{ queryKey: queuesQuery().queryKey, read: listQueues }]}>
      <QueueList />
    </Prefetched>
  );
}
