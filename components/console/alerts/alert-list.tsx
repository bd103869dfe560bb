"use client";
import Link from "next/link";
import { useChange } from "#components/api/use-change.ts";
import { alertHref } from "#components/console/alerts/alert-href.ts";
import { acknowledge, alertsQuery } from "#components/console/alerts/alerts-query.ts";
import { Section } from "#components/console/shell/section.tsx";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { formatCounted } from "#components/format/format-count.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Age, Time } from "#components/ui/time.tsx";
import type { AlertDto, AlertListDto } from "#server/contracts/monitoring/alert.ts";

/** Open and resolved alerts, notifications and rules. */
export function AlertList() {
  const { data } = useHydratedQuery(alertsQuery());
  const firing = data.open.filter(({ state }) => state === "firing");
  return (
    <>
      <TopBar title="Alerts" />
      <StatusHead
        mark={firing.length > 0 ? "alert" : "delivered"}
        title={titleOf(data)}
        evidence={<p>{`Evaluated every 15 s. Notification channels: ${data.channels.join(", ")}.`}</p>}
      />
      {data.open.length > 0 && <Alerts title="Open" alerts={data.open} />}
      {data.resolved.length > 0 && <Alerts title="Resolved" alerts={data.resolved} />}
      {data.notices.length > 0 && <Notices notices={data.notices} />}
      <Rules rules={data.rules} />
    </>
  );
}

function titleOf({ open }: AlertListDto): string {
  const firing = open.filter(({ state }) => state === "firing");
  const acknowledged = open.filter(({ state }) => state === "acknowledged").length;
  const [first] = firing;
  if (first) return firing.length === 1 ? first.message : `${firing.length} alerts firing`;
  return acknowledged > 0 ? `${formatCounted(acknowledged, "acknowledged alert")}, none firing` : "No open alerts";
}

function Alerts({ title, alerts }: { title: string; alerts: readonly AlertDto[] }) {
  return (
    <Section title={title} flush>
      <ul>
        {alerts.map((alert) => (
          <Alert key={alert.id} alert={alert} />
        ))}
      </ul>
    </Section>
  );
}

const labels = { pending: "Pending", firing: "Firing", acknowledged: "Acknowledged", resolved: "Resolved" } as const;

function Alert({ alert }: { alert: AlertDto }) {
  const acknowledging = useChange(() => acknowledge(alert.id), ["alerts"]);
  const mark = alert.state === "resolved" ? "delivered" : alert.state === "firing" ? "alert" : "retrying";
  const href = alertHref(alert);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-t border-line px-4 py-2.5 desk:px-6">
      <div className="flex min-w-0 grow basis-80 gap-2.5">
        <StateMark name={mark} label={labels[alert.state]} className="mt-0.5" />
        <div className="min-w-0">
          <p className="text-pretty wrap-anywhere">
            {href ? (
              <Link href={href} className="link font-name">
                {alert.message}
              </Link>
            ) : (
              <span className="font-name">{alert.message}</span>
            )}
          </p>
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-fg-3">
            <Chip tone={alert.severity === "critical" && alert.state !== "resolved" ? "dead" : "outline"}>
              {alert.severity}
            </Chip>
            <code>{alert.rule}</code>
            <span>
              {alert.resolvedAt ? (
                <>
                  <Time at={alert.startedAt} format="day" /> to <Time at={alert.resolvedAt} format="day" />
                </>
              ) : (
                <>
                  for <Age since={alert.startedAt} />
                </>
              )}
            </span>
            {alert.acknowledgedBy && <span>{`acknowledged by ${alert.acknowledgedBy}`}</span>}
            {alert.state === "pending" && <span>{labels.pending}</span>}
          </p>
          <FormError error={acknowledging.error} />
        </div>
      </div>
      {alert.state === "firing" && (
        <ActionButton
          action="alerts.acknowledge"
          size="s"
          inert={acknowledging.isPending}
          className="max-desk:w-full"
          onClick={() => acknowledging.mutate()}
        >
          Acknowledge alert
        </ActionButton>
      )}
    </li>
  );
}

const noticeMarks = { due: "retrying", sent: "delivered", failed: "dead" } as const;
const noticeLabels = { due: "Pending", sent: "Sent", failed: "Failed" } as const;

function Notices({ notices }: Pick<AlertListDto, "notices">) {
  return (
    <Section title="Alert notifications" note="one per evaluation and channel, latest first" flush>
      <ul>
        {notices.map((notice) => (
          <li key={notice.id} className="flex gap-2.5 border-t border-line px-4 py-2 desk:px-6">
            <StateMark
              name={noticeMarks[notice.state]}
              size={14}
              label={noticeLabels[notice.state]}
              className="mt-[3px]"
            />
            <div className="min-w-0">
              <p className="text-pretty wrap-anywhere">{notice.title}</p>
              <p className="text-xs wrap-anywhere text-fg-3">
                <Time at={notice.at} format="day" /> · {notice.channel} · {noticeLabels[notice.state]}
                {notice.attempts > 1 && ` after ${notice.attempts} attempts`}
                {notice.error && notice.state !== "sent" && `: ${notice.error}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Rules({ rules }: Pick<AlertListDto, "rules">) {
  return (
    <section aria-label="Rules" className="border-t border-line py-4">
      <h2 className="px-4 pb-2 font-semibold desk:px-6">
        Rules{" "}
        <span className="ps-1 text-xs font-normal text-fg-2">
          thresholds of single handlers are listed below the default
        </span>
      </h2>
      <ul>
        {rules.map((rule) => (
          <li key={rule.id} className="border-t border-line px-4 py-2 desk:px-6">
            <p className="text-pretty">
              <code className="font-semibold">{rule.id}</code> {rule.when}
            </p>
            {rule.own.map(({ handler, label, when }) => (
              <p key={handler} className="text-pretty text-fg-2">
                <span className="font-name">{label}</span>: {when}
              </p>
            ))}
            <p className="text-xs text-fg-3">
              {`${rule.severity} · fires ${rule.holdSeconds === 0 ? "immediately" : `after ${rule.holdSeconds} s`} · resolves ${rule.coolDownSeconds === 0 ? "immediately" : `after ${rule.coolDownSeconds} s below the threshold`}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
