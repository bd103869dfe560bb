import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { QueueList } from "#components/console/queues/queue-list.tsx";
import { queuesQuery } from "#components/console/queues/queues-query.ts";
import { listQueues } from "#server/monitoring/queues/list-queues.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Queues");

export default forRole("pipeline.read", "Queues", () => (
  <Prefetched queries={[{ queryKey: queuesQuery().queryKey, read: listQueues }]}>
    <QueueList />
  </Prefetched>
));
