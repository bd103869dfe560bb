import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { Retention } from "#components/console/settings/retention.tsx";
import { retentionQuery } from "#components/console/settings/settings-query.ts";
import { getRetention } from "#server/monitoring/retention/get-retention.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Retention");

export default forRole("pipeline.read", "Retention", () => (
  <Prefetched queries={[{ queryKey: retentionQuery().queryKey, read: getRetention }]}>
    <Retention />
  </Prefetched>
));
