import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { outboxQuery } from "#components/console/outbox/outbox-query.ts";
import { OutboxView } from "#components/console/outbox/outbox-view.tsx";
import { getOutbox } from "#server/monitoring/pipeline/get-outbox.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Outbox");

export default async function OutboxPage() {
  if (!(await mayVisit("pipeline.read"))) return <NotForRole what="The outbox" action="pipeline.read" />;
  return (
    <Prefetched queries={[{ queryKey: outboxQuery().queryKey, read: getOutbox }]}>
      <OutboxView />
    </Prefetched>
  );
}
