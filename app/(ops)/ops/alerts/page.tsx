import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { AlertList } from "#components/console/alerts/alert-list.tsx";
import { alertsQuery } from "#components/console/alerts/alerts-query.ts";
import { listAlerts } from "#server/monitoring/alerts/list-alerts.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Alerts");

export default forRole("pipeline.read", "Alerts", () => (
  <Prefetched queries={[{ queryKey: alertsQuery().queryKey, read: listAlerts }]}>
    <AlertList />
  </Prefetched>
));
