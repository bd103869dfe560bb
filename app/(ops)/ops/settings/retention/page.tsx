import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { Retention } from "#components/console/settings/retention.tsx";
import { retentionQuery } from "#components/console/settings/settings-query.ts";
import { getRetention } from "#server/monitoring/retention/get-retention.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Retention");

export default async function RetentionPage() {
  if (!(await mayVisit("pipeline.read"))) return <NotForRole what="Retention" action="pipeline.read" />;
  return (
    <Prefetched queries={[{ queryKey: retentionQuery().queryKey, read: getRetention }]}>
      <Retention />
    </Prefetched>
  );
}
