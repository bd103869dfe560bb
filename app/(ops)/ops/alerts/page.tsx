import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { AlertList } from "#components/console/alerts/alert-list.tsx";
import { alertsQuery } from "#components/console/alerts/alerts-query.ts";
import { listAlerts } from "#server/monitoring/alerts/list-alerts.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Alerts");

export default async function AlertsPage() {
  if (!(await mayVisit("pipeline.read"))) return <NotForRole what="Alerts" action="pipeline.read" />;
  return (
    <Prefetched queries={[{ queryKey: alertsQuery().queryKey, read: listAlerts }]}>
      <AlertList />
    </Prefetched>
  );
}
