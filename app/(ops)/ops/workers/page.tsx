import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { WorkerList } from "#components/console/workers/worker-list.tsx";
import { workersQuery } from "#components/console/workers/workers-query.ts";
import { shareProcesses } from "#server/monitoring/processes/share-processes.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Workers");

export default forRole("workers.read", "The list of workers", () => (
  <Prefetched queries={[{ queryKey: workersQuery().queryKey, read: shareProcesses }]}>
    <WorkerList />
  </Prefetched>
));
