import Link from "next/link";
import { alertHref } from "#components/console/alerts/alert-href.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Age } from "#components/ui/time.tsx";
import type { FiringAlertDto } from "#server/contracts/monitoring/alert.ts";

/** Firing alerts with severity and age, linked to the page for action. */
export function FiringList({ firing }: { firing: readonly FiringAlertDto[] }) {
  return (
    <ul aria-label="Firing alerts" className="grid gap-1">
      {firing.map((alert) => (
        <li key={alert.id} className="flex items-start gap-2">
          <StateMark
            name="alert"
            size={14}
            label={alert.severity === "critical" ? "Critical" : "Warning"}
            className={`mt-[3px] ${alert.severity === "critical" ? "" : "text-retrying-mark!"}`}
          />
          <p className="min-w-0 text-pretty wrap-anywhere text-fg">
            <Link href={alertHref(alert) ?? "/ops/alerts"} className="link max-desk:-my-2 max-desk:py-2">
              {alert.message}
            </Link>{" "}
            <span className="text-fg-3">
              {`${alert.severity}, for `}
              <Age since={alert.startedAt} />
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}
