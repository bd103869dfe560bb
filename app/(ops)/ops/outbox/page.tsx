import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { outboxQuery } from "#components/console/outbox/outbox-query.ts";
import { OutboxView } from "#components/console/outbox/outbox-view.tsx";
import { getOutbox } from "#server/monitoring/pipeline/get-outbox.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Outbox");

export default forRole("pipeline.read", "The outbox", () => (
  <Prefetched queries={[{ queryKey: outboxQuery().queryKey, read: getOutbox }]}>
    <OutboxView />
  </Prefetched>
));
