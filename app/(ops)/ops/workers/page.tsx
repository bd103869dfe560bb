import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { WorkerList } from "#components/console/workers/worker-list.tsx";
import { workersQuery } from "#components/console/workers/workers-query.ts";
import { shareProcesses } from "#server/monitoring/processes/share-processes.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Workers");

export default async function WorkersPage() {
  if (!(await mayVisit("workers.read"))) return <NotForRole what="The list of workers" action="workers.read" />;
  return (
    <Prefetched queries={[{ queryKey: workersQuery().queryKey, read: shareProcesses }]}>
      <WorkerList />
    </Prefetched>
  );
}
